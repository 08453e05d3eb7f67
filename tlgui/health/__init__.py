"""The health report: what somebody should know of one dataset, or of a source and a target, before anything is trained.

:func:`tlgui.health.report.health` makes it, a job of kind ``health`` (payload ``{"source": id or null, "target": id or null}``, lane
``map``) keeps it, and :func:`tlgui.health.kept.kept_health` reads it without any further library. It is made once for a pair of
datasets: they never change. Its JSON::

    version, seconds
    domains                 for each role that was given ("source", "target"):
      dataset, name, size, origin, labels ("all", "some" or "none"), labelled (how many), task ("classification" or "regression"), sealed
      values                {name, low, high, mean, labelled, edges, counts}: a histogram of the values to learn; null for
                            classes, and sealed
      classes               [{name, count, training, validation, samples}] in the dataset's order; samples are indices of pictures.
                            [] while labels are sealed. With more than CLASSES_SAMPLED classes the samples of the further ones are [].
      samples               indices of pictures spread over the whole dataset
      imbalance             {ratio, largest, smallest} (names) or null
      sizes                 {original, common: [{width, height, count}], different, short_side: HISTOGRAM in pixels,
                             aspect: HISTOGRAM of long : short side}; original is false when only stored sizes are known
      kinds                 [{format, mode, count}]: file format and color mode; format "" for pictures that were made here
      refused               {count, reasons: [{code, values, count}], files: [{name, code, values, thumbnail}] (the first FILES_SHOWN; none
                            while labels are sealed: names and order may tell a class)}
                            code is that of an error; thumbnail is the number for Pack.refused_thumbnail, or null
      statistics            {brightness, contrast, colour, sharpness, red, green, blue}, each HISTOGRAM + {mean, low, median, high}:
                            values in [0, 1], 20 bins that are the same for every dataset; low and high are the 5th and 95th percentile
      flags                 {dark, bright, flat, blurred, narrow, odd_size}, each {count, limit, shown: [{picture, value}]}, the worst first
      copies                {exact: GROUPS, near: GROUPS, two_labels: GROUPS or null (sealed, or no labels)}; two labels are two classes
                            or two values
      split                 {validation_share, seed, training, validation, near: GROUPS} for the default split of labeled pictures:
                            near copies with one picture on each side (exact ones never are); null without labels or sealed
    across                  null for one dataset, else
      same_folder           both roles are the same folder, or all of the target's pictures are in the source
      made_from_source      the target was made from this source (``tlgui shift``): copies are meant
      exact, near           {target_pictures, pairs: [[source picture, target picture]] (the first PAIRS_SHOWN)}
      differences           [{statistic, source, target, effect}]: statistics whose means differ by at least DIFFERENT standard
                            deviations, the largest first (``effect`` is Cohen's d, positive when the target has more)
      classes               {shared, only_source, only_target: names (composed form, NFC), disjoint}
                            null unless both datasets have classes and none is sealed
    alike                   [{names: [{role, name}], merge_into, rename: {old: new}}]: classes of either dataset that differ only by
                            case or in how an accent is written, between the two also by a plural; ``rename`` fits ``ClassMap.rename`` of
                            a run as it is
    findings                [{code, values, level, role, about}] what to tell, the most serious first. The sentence is ``note.<code>``;
                            level: "blocks" (until confirmed at the start of a run), "warning" or "note"; role: "source", "target" or
                            "both"; about: the part of the report that shows it ("flags.dark", "copies.near", "across.exact", "classes",
                            "split.near", "refused", "alike", "statistics" …) or null

    HISTOGRAM               {edges: [b + 1 numbers], counts: [b integers]}; the last edge of an open bin is null
    GROUPS                  {groups, pictures, shown: [[picture, picture, …], …]}: how many groups of copies there are, how many pictures
                            could go (all but one of each group), and the first GROUPS_SHOWN groups with at most GROUP_MEMBERS members

Beside it lie two CSV files with a row for each problem of each picture (``problems.en.csv`` and ``problems.zh.csv``, see
:func:`tlgui.health.kept.problems_csv_path`). Pictures are numbered as in the dataset: the routes of thumbnails and names take these numbers.
"""

VERSION = 8
"""Raise it with any change of a number or of what is found, so that every report is made again."""

CLASSES_SAMPLED = 100
SAMPLES = 6
"""Pictures of a class in the sample grid."""

SAMPLES_OF_ALL = 24
SHOWN = 48
"""Pictures listed under a flag."""

GROUPS_SHOWN = 48
GROUP_MEMBERS = 12
PAIRS_SHOWN = 48
FILES_SHOWN = 500
COMMON_SIZES = 8
DIFFERENT = 0.8
"""From this effect size on (Cohen 1988 calls it large) a difference of the domains is worth a sentence."""
