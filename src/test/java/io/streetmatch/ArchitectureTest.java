package io.streetmatch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the walls that the package Javadoc of {@code io.streetmatch} draws. */
@AnalyzeClasses(packages = "io.streetmatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS_POINT_DOWN = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("app").definedBy("io.streetmatch.app..")
            .layer("route").definedBy("io.streetmatch.route..")
            .layer("bench").definedBy("io.streetmatch.bench..")
            .layer("tune").definedBy("io.streetmatch.tune..")
            .layer("eval").definedBy("io.streetmatch.eval..")
            .layer("demo").definedBy("io.streetmatch.demo..")
            .layer("search").definedBy("io.streetmatch.search..")
            .layer("report").definedBy("io.streetmatch.report..")
            .layer("transfer").definedBy("io.streetmatch.transfer..")
            .layer("index").definedBy("io.streetmatch.index..")
            .layer("embed").definedBy("io.streetmatch.embed..")
            .layer("augment").definedBy("io.streetmatch.augment..")
            .layer("folder").definedBy("io.streetmatch.folder..")
            .layer("batch").definedBy("io.streetmatch.batch..")
            .layer("image").definedBy("io.streetmatch.image..")
            .whereLayer("app").mayNotBeAccessedByAnyLayer()
            .whereLayer("route").mayOnlyBeAccessedByLayers("app")
            .whereLayer("tune").mayOnlyBeAccessedByLayers("app")
            .whereLayer("eval").mayOnlyBeAccessedByLayers("app", "tune")
            .whereLayer("bench").mayOnlyBeAccessedByLayers("app")
            .whereLayer("demo").mayOnlyBeAccessedByLayers("app", "bench")
            .whereLayer("transfer").mayOnlyBeAccessedByLayers("app")
            .whereLayer("search").mayOnlyBeAccessedByLayers("app", "eval", "route", "bench")
            .whereLayer("report").mayOnlyBeAccessedByLayers("app", "eval", "route", "search")
            .whereLayer("index").mayOnlyBeAccessedByLayers("app", "eval", "route", "search", "transfer", "report")
            .whereLayer("embed").mayOnlyBeAccessedByLayers("app", "tune", "eval", "route", "bench", "search", "transfer", "report", "index")
            .whereLayer("folder").mayOnlyBeAccessedByLayers("app", "route")
            .whereLayer("batch").mayOnlyBeAccessedByLayers("app", "tune", "eval", "route", "search")
            .whereLayer("augment").mayOnlyBeAccessedByLayers("app", "tune", "bench", "search")
            .whereLayer("image").mayOnlyBeAccessedByLayers(
                    "app", "tune", "eval", "augment", "route", "search", "transfer", "report", "index", "embed", "demo", "bench");

    @ArchTest
    static final ArchRule CAMEL_ONLY_IN_ROUTE = only("io.streetmatch.route..", "org.apache.camel..");

    @ArchTest
    static final ArchRule LUCENE_ONLY_IN_INDEX = only("io.streetmatch.index..", "org.apache.lucene..");

    @ArchTest
    static final ArchRule MILVUS_ONLY_IN_INDEX = only("io.streetmatch.index..", "io.milvus..", "io.grpc..", "com.google.gson..");

    @ArchTest
    static final ArchRule DJL_ONLY_IN_EMBED = only("io.streetmatch.embed..", "ai.djl..", "org.tensorflow..");

    @ArchTest
    static final ArchRule IMAGEJ_ONLY_IN_AUGMENT = only("io.streetmatch.augment..", "ij..");

    @ArchTest
    static final ArchRule EJML_ONLY_IN_TUNE = only("io.streetmatch.tune..", "org.ejml..");

    @ArchTest
    static final ArchRule OPENCV_ONLY_IN_IMAGE = only("io.streetmatch.image..", "org.opencv..");

    /** A matrix that is released in any other way may be freed twice: with a small heap the program died of it now and then. */
    @ArchTest
    static final ArchRule MATRICES_ARE_RELEASED_IN_ONE_PLACE = noClasses().that().doNotHaveFullyQualifiedName("io.streetmatch.image.Pixels")
            .should().callMethodWhere(target(name("release")).and(target(owner(assignableTo("org.opencv.core.Mat")))));

    private static ArchRule only(String home, String... libraries) {
        return noClasses().that().resideOutsideOfPackage(home).should().dependOnClassesThat().resideInAnyPackage(libraries);
    }
}
