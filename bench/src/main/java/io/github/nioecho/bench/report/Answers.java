package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.Overview.Answer;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What readers ask a comparison: which server for small messages, which for large ones, and what a
 * buffer of 1024 bytes costs. Where the figures show no answer, the reason is it.
 */
final class Answers {

    private static final String NOT_KNOWN = "not known";
    // More names than these are a list that the table has already.
    private static final int MOST_NAMES = 3;

    private final ComparisonCells cells;
    private final Question question;
    private final String baseline;
    private final String figure;
    private final List<String> rivals;

    private Answers(ComparisonCells cells) {
        this.cells = cells;
        this.question = cells.question();
        this.baseline = cells.plan().baseline();
        this.figure = Wording.figure(question);
        this.rivals = cells.rivals();
    }

    /** Returns the answers: for each kind of message, and what a small buffer costs. */
    static List<Answer> of(ComparisonCells cells) {
        return new Answers(cells).answers();
    }

    private List<Answer> answers() {
        List<Messages> all = cells.plan().messages();
        List<Messages> single = all.stream().filter(each -> !each.isMixed()).toList();
        List<Messages> mixed = all.stream().filter(Messages::isMixed).toList();
        List<Answer> answers = new ArrayList<>();
        if (single.size() > 1) {
            Messages small = Collections.min(single);
            Messages large = Collections.max(single);
            answers.add(best("Small messages (" + Figures.messages(small) + ")", small));
            answers.add(best("Large messages (" + Figures.messages(large) + ")", large));
        } else {
            single.forEach(one -> answers.add(best("Messages of " + Figures.messages(one), one)));
        }
        mixed.forEach(mix -> answers.add(best("Messages of " + Figures.messages(mix), mix)));
        if (all.size() == 1) {
            answers.add(new Answer("Other messages", "not measured", ""));
        }
        answers.add(bufferCost(mixed.isEmpty() ? Collections.max(single) : mixed.get(0)));
        return answers;
    }

    private Answer best(String about, Messages message) {
        Integer buffer = cells.bufferFor(message);
        if (rivals.size() == 1) {
            return alone(about, cells.cell(question, rivals.get(0), buffer, message));
        }
        Race race = Race.of(cells, question, rivals, buffer, message);
        List<String> leaders = race.leaders();
        if (leaders.isEmpty()) {
            return new Answer(about, NOT_KNOWN, ": " + whyNobodyLeads(buffer, message));
        }
        String without = without(race);
        return leaders.size() == 1
                ? new Answer(about, leaders.get(0), margin(race, leaders.get(0)) + without)
                : new Answer(about, "no difference shown", tie(race, leaders) + without);
    }

    private Answer alone(String about, CellSummary cell) {
        if (cell == null || cell.score() == null) {
            return new Answer(about, NOT_KNOWN, ": " + rivals.get(0) + " " + lack(cell));
        }
        Interval interval = cell.scoreInterval();
        return new Answer(about, rivals.get(0), " alone was measured: "
                + Figures.number(cell.score())
                + (interval == null ? "" : " (" + Wording.range(interval.low(), interval.high())
                        + ")")
                + switch (question) {
                    case THROUGHPUT -> " round trips/s";
                    case LATENCY -> " us";
                    case CHURN -> " connections/s";
                });
    }

    private String whyNobodyLeads(Integer buffer, Messages message) {
        CellSummary reference = cells.cell(question, baseline, buffer, message);
        return reference == null || reference.score() == null
                ? baseline + ", which others are compared with, " + lack(reference)
                : cells.plan().rounds() < 2
                        ? "one round gives no interval" : "too few figures for an interval";
    }

    private static String lack(CellSummary cell) {
        return cell == null ? "was not measured" : "failed";
    }

    private String margin(Race race, String leader) {
        if (!leader.equals(baseline)) {
            return " with " + figure(race.ratio(leader)) + " times the " + figure + " of "
                    + baseline;
        }
        String next = race.ranked().stream()
                .filter(server -> !server.equals(leader)).findFirst().orElseThrow();
        return "; next is " + next + " with " + figure(race.ratio(next)) + " times its " + figure;
    }

    private String tie(Race race, List<String> leaders) {
        String between = " between " + names(leaders);
        List<Ratio> ratios = leaders.stream()
                .filter(leader -> !leader.equals(baseline)).map(race::ratio).toList();
        boolean amongThem = ratios.size() < leaders.size();
        if (amongThem && ratios.size() == 1) {
            return between + ": " + figure(ratios.get(0));
        }
        Interval hull = Interval.hull(ratios.stream().map(Ratio::interval).toList());
        // A name that stands among the others need not be said again.
        boolean named = amongThem && leaders.size() <= MOST_NAMES;
        return between + " (" + Wording.ends(hull) + (named ? "" : " times " + baseline) + ")";
    }

    private String names(List<String> leaders) {
        if (leaders.size() <= MOST_NAMES) {
            return Wording.and(leaders);
        }
        if (leaders.size() == rivals.size()) {
            return "the " + rivals.size()
                    + (rivals.equals(cells.models()) ? " models" : " servers");
        }
        int named = MOST_NAMES - 1;
        return String.join(", ", leaders.subList(0, named)) + " and "
                + (leaders.size() - named) + " more";
    }

    /** Names those that might have led, had there been figures. */
    private String without(Race race) {
        List<String> missing = rivals.stream()
                .filter(server -> race.ratio(server) == null).toList();
        return missing.isEmpty() ? "" : "; no ratio for " + Wording.and(missing);
    }

    private static String figure(Ratio ratio) {
        return Wording.ratio(ratio.value(), ratio.interval()) + " ("
                + Wording.ends(ratio.interval()) + ")";
    }

    private Answer bufferCost(Messages message) {
        String about = "A " + BufferCost.REFERENCE_BYTES + "-byte buffer costs";
        String unknown = whyCostIsUnknown();
        if (unknown != null) {
            return new Answer(about, NOT_KNOWN, ": " + unknown);
        }
        BufferCost cost = byPreference(message).stream()
                .map(server -> BufferCost.of(server, cells.throughput(message),
                        cells.plan().bufferSizesBytes()))
                .filter(Objects::nonNull)
                .findFirst().orElse(null);
        if (cost == null) {
            return new Answer(about, NOT_KNOWN, ": too few figures for an interval");
        }
        String where = " (" + cost.variant() + ", " + Figures.messages(message) + " messages)";
        String best = Figures.bytes(cost.bestBytes());
        double left = cost.shareLeft();
        Interval share = cost.share();
        if (cost.best() == cost.reference()) {
            return new Answer(about, "nothing shown", ": no size is better" + where);
        }
        if (!cost.isShown()) {
            return new Answer(about, "nothing shown", ": " + Wording.ratio(left, share) + " ("
                    + Wording.ends(share) + ") of " + best + where);
        }
        if (Wording.isMultiple(1 / left)) {
            Interval factor = new Interval(1 / share.high(), 1 / share.low());
            return new Answer(about, "a factor of " + Wording.ratio(1 / left, factor), " ("
                    + Wording.ends(factor) + ") against " + best + where);
        }
        return new Answer(about, Wording.percents(1 - left, 1 - left), " ("
                + Wording.percents(1 - share.high(), 1 - share.low()) + ") of the throughput of "
                + best + where);
    }

    private String whyCostIsUnknown() {
        List<Integer> buffers = cells.plan().bufferSizesBytes();
        if (!cells.plan().questions().contains(Question.THROUGHPUT)) {
            return "throughput was not measured";
        }
        if (buffers.contains(null)) {
            return "a running server does not tell its buffer size";
        }
        if (!buffers.contains(BufferCost.REFERENCE_BYTES)) {
            return "no buffer of 1 KiB was measured";
        }
        return buffers.size() < 2 ? "no other size was measured" : null;
    }

    /** Returns the servers that lead for a message size before the others. */
    private List<String> byPreference(Messages message) {
        List<String> servers = new ArrayList<>(
                Race.of(cells, question, rivals, cells.bufferFor(message), message).ranked());
        rivals.stream().filter(server -> !servers.contains(server)).forEach(servers::add);
        return servers;
    }
}
