package io.streetmatch.batch;

import java.util.Optional;

/**
 * What a batcher is doing.
 *
 * @param waiting items that wait for a batch
 * @param inWork items whose batch is being handled
 * @param done items that ended well since the start
 * @param failed items that ended with an exception since the start
 * @param retrying why batches are being tried again just now
 */
public record BatcherStatus(int waiting, int inWork, long done, long failed, Optional<String> retrying) {}
