package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Ratio;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Has the time go where doubt is: to the settings in which an interval is widest against what it
 * must show. That is the difference between the servers, but never less than
 * {@link #WORTH_SHOWING}; or, where one is asked for, a precision.
 *
 * <p>Widths decide, and not verdicts: to measure until a difference shows would be to find one
 * sooner or later where there is none. For the same reason no setting is ever left out.
 */
final class Doubt {

    /** A difference that nobody needs to be told from none any better: 0.03 is 3 %. */
    static final double WORTH_SHOWING = 0.03;

    /** How far apart the settings' numbers of blocks may be from what all would have alike. */
    static final double MOST = 2.5;

    /** Of fewer blocks the median is no better than a mean. */
    static final int FEWEST_BLOCKS = 3;

    private final ComparisonPlan plan;
    private final Double precision;
    private final Rounds rounds;

    /**
     * Makes the doubt about a plan.
     *
     * @param precision what an interval may reach to one side, 0.03 is 3 %; null if not asked for
     * @param measurements all there are
     */
    Doubt(ComparisonPlan plan, Double precision, List<Measurement> measurements) {
        this.plan = plan;
        this.precision = precision;
        this.rounds = Rounds.against(plan.baseline(), measurements);
    }

    /** Returns how many blocks each setting is to have; their mean is about that of the plan. */
    Map<Setting, Integer> blocks() {
        Map<Setting, Double> doubts = new LinkedHashMap<>();
        Setting.of(plan).forEach(setting -> doubts.put(setting, Math.sqrt(of(setting))));
        double mean = doubts.values().stream().mapToDouble(Double::doubleValue).average().orElse(1);
        Map<Setting, Integer> blocks = new LinkedHashMap<>();
        doubts.forEach((setting, doubt) -> {
            double share = Math.min(MOST, Math.max(1 / MOST, mean == 0 ? 1 : doubt / mean));
            blocks.put(setting, (int) Math.max(
                    Math.min(plan.blocks(), FEWEST_BLOCKS), Math.round(plan.blocks() * share)));
        });
        return blocks;
    }

    /** Returns whether every interval is as narrow as was asked for. */
    boolean isGone() {
        return precision != null && Setting.of(plan).stream().allMatch(each -> of(each) <= 1);
    }

    /** Writes which intervals are as narrow as was asked for, and which of the others is widest. */
    String describe() {
        int ratios = 0;
        int reached = 0;
        double widest = 0;
        String where = "";
        for (Setting setting : Setting.of(plan)) {
            for (String variant : plan.variants()) {
                for (Figure figure : Figure.values()) {
                    Double halfWidth = Statistics.halfWidth(ratio(setting.cell(variant), figure));
                    if (halfWidth != null) {
                        ratios++;
                        reached += halfWidth <= precision ? 1 : 0;
                        if (halfWidth > widest) {
                            widest = halfWidth;
                            where = Cells.describe(setting.cell(variant)) + ": "
                                    + figure.title(setting.cell(variant));
                        }
                    }
                }
            }
        }
        return String.format(Locale.ROOT,
                "precision: %d of %d ratios are known to %.1f %% or better%s",
                reached, ratios, 100 * precision, ratios == 0 ? "" : String.format(Locale.ROOT,
                        "; the widest interval reaches %.1f %% (%s)", 100 * widest, where));
    }

    private Ratio ratio(Cell cell, Figure figure) {
        return Statistics.ratio(rounds.ratios(cell, figure), true);
    }

    /** Returns the widest interval against what it must show; 1 where there are none. */
    private double of(Setting setting) {
        double widest = 0;
        boolean known = false;
        for (String variant : plan.variants()) {
            for (Figure figure : Figure.values()) {
                Ratio ratio = ratio(setting.cell(variant), figure);
                Double halfWidth = Statistics.halfWidth(ratio);
                if (halfWidth != null) {
                    known = true;
                    double allowed = precision != null ? precision
                            : Math.max(WORTH_SHOWING, Math.abs(Math.log(ratio.value())));
                    widest = Math.max(widest, halfWidth / allowed);
                }
            }
        }
        return known ? widest : 1;
    }
}
