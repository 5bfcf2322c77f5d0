# Sourced by the launchers in this folder, with $home set: $data becomes the data folder as the program will see it.
# shellcheck shell=bash disable=SC2154
data_folder() {
  data="${STREETMATCH_DATA_DIR:-$(sed -n 's/^ *data\.dir *= *//p' "$home/conf/application.properties" | tail -n 1)}"
  data="${data:-data}"
  local previous="" argument
  for argument in "$@"; do
    [ "$previous" != --data ] || data="$argument"
    case "$argument" in --data=*) data="${argument#--data=}" ;; esac
    previous="$argument"
  done
}
