package io.github.nioecho.bench.report;

import io.github.nioecho.bench.report.Overview.Answer;
import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferFit;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.CostFit;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a search for buffer sizes has found: the size to take, and what it is to 1024 bytes. */
final class BufferAnswers {

    private final BufferResults results;
    private final BufferPlan plan;

    private BufferAnswers(BufferResults results) {
        this.results = results;
        this.plan = results.plan();
    }

    /** Returns the answers: overall, and for each server. */
    static List<Answer> of(BufferResults results) {
        return new BufferAnswers(results).answers();
    }

    /** Returns what is behind them: the costs, and how the model did. */
    static List<Summary.Section> sections(BufferResults results) {
        return new BufferAnswers(results).sections();
    }

    private List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        results.choices().stream()
                .filter(each -> each.variant().equals(results.best()))
                .filter(each -> each.recommended() != null)
                .findFirst().ifPresent(best -> answers.add(overall(best)));
        results.choices().forEach(choice -> answers.add(answer(choice)));
        return answers;
    }

    private Answer overall(BufferChoice best) {
        BufferFigures size = best.recommended();
        String next = results.choices().stream()
                .filter(other -> other != best && toBest(other) != null)
                .max(Comparator.comparingDouble(other -> toBest(other).value()))
                .map(other -> "; " + (isLevel(toBest(other))
                        ? "no difference is shown to " : "next is ")
                        + other.variant() + " with " + Figures.bytes(other.recommendedBytes())
                        + ", " + ratio(toBest(other)) + " times that")
                .orElse("");
        return new Answer("Overall", best.variant() + " with "
                + Figures.bytes(best.recommendedBytes()),
                ": " + Figures.number(size.measured()) + " messages/s" + next);
    }

    private static Ratio toBest(BufferChoice choice) {
        BufferFigures taken = choice.recommended();
        return taken == null ? null : taken.toBest();
    }

    private Answer answer(BufferChoice choice) {
        BufferFigures taken = choice.recommended();
        if (taken == null) {
            boolean none = choice.sizes().stream().noneMatch(BufferFigures::fits);
            return new Answer(choice.variant(), none ? "no size fits" : "not known",
                    none ? ": " + Wording.count(plan.connections(), "connection") + " hold "
                            + Figures.memory(plan.connections() * choice.besidesBufferBytes())
                            + " besides their buffers"
                    : ": nothing was measured");
        }
        String memory = taken.memoryBytes() == null ? ""
                : "; " + Figures.memory(taken.memoryBytes()) + besideReference(choice)
                        + " for all connections";
        if (taken.ratio() == null) {
            BufferFigures other = fastestOther(choice);
            return new Answer(choice.variant(), "1 KiB",
                    ": no size is shown to be better" + (other == null || other.ratio() == null
                            ? "" : "; " + Figures.bytes(other.bufferSizeBytes()) + " has "
                                    + ratio(other.ratio()) + " times its throughput") + memory);
        }
        String throughput = ratio(taken.ratio()) + " times the throughput";
        String cpu = taken.cpuRatio() == null ? ""
                : ", " + ratio(taken.cpuRatio()) + " times the CPU";
        return new Answer(choice.variant(), Figures.bytes(taken.bufferSizeBytes()),
                (choice.shown() ? ": " : ", but no size is shown to be better: ")
                        + throughput + cpu + " of 1 KiB" + memory);
    }

    private static String besideReference(BufferChoice choice) {
        BufferFigures reference = choice.size(BufferCost.REFERENCE_BYTES);
        return reference == null || reference.memoryBytes() == null
                        || reference.memoryBytes().equals(choice.recommended().memoryBytes())
                ? ""
                : " instead of " + Figures.memory(reference.memoryBytes());
    }

    private BufferFigures fastestOther(BufferChoice choice) {
        return choice.sizes().stream()
                .filter(size -> size.measured() != null && size.ratio() != null)
                .max(Comparator.comparingDouble(BufferFigures::measured)).orElse(null);
    }

    private List<Summary.Section> sections() {
        List<Summary.Section> sections = new ArrayList<>();
        List<String> model = new ArrayList<>();
        for (BufferChoice choice : results.choices()) {
            choice.sizes().stream()
                    .filter(size -> size.error() != null
                            && size.error() > BufferFigures.MODEL_BOUND)
                    .max(Comparator.comparingDouble(BufferFigures::error))
                    .ifPresent(size -> model.add(String.format(Locale.ROOT,
                            "The model does not hold for %s: with %s, %s messages/s were"
                                    + " predicted and %s measured. The measurement counts.",
                            choice.variant(), Figures.bytes(size.bufferSizeBytes()),
                            Figures.number(size.predicted()), Figures.number(size.measured()))));
        }
        if (!model.isEmpty()) {
            sections.add(new Summary.Section("Prediction and measurement", model));
        }
        List<String> costs = new ArrayList<>();
        for (BufferFit fit : results.fits()) {
            if (fit.time() != null) {
                costs.add(fit.variant() + ": " + costs(fit.time()) + ".");
            }
        }
        if (!costs.isEmpty()) {
            sections.add(new Summary.Section(
                    "What a message takes, client and server together", costs, true));
        }
        List<String> cpu = results.fits().stream().filter(fit -> fit.cpu() != null)
                .map(fit -> fit.variant() + ": " + costs(fit.cpu()) + ".")
                .toList();
        if (!cpu.isEmpty()) {
            sections.add(new Summary.Section("What a message costs the server in CPU", cpu, true));
        }
        return sections;
    }

    private static String costs(CostFit fit) {
        return CostWords.of(fit) + String.format(
                Locale.ROOT, "; off by %.0f %% on average", fit.residual() * 100);
    }

    private static boolean isLevel(Ratio ratio) {
        return ratio.verdict() == Ratio.Verdict.NO_DIFFERENCE;
    }

    private static String ratio(Ratio ratio) {
        return ratio.interval() == null ? Wording.ratio(ratio.value())
                : Wording.ratio(ratio.value(), ratio.interval()) + " ("
                        + Wording.ends(ratio.interval()) + ")";
    }
}
