"""Which looks, judgements, candidates and counts are there, a row each as the store has them?"""

from monitor.exports._table import Column, Table, Type, selected

OBSERVATIONS = Table(
    "observations",
    "What was seen of a domain, from when to when?",
    (
        Column("domain"),
        Column("kind"),
        Column("first_seen", Type.TIME),
        Column("last_seen", Type.TIME),
        Column("looks", Type.NUMBER),
        Column("outcome"),
        Column("reason"),
        Column("value"),
        Column("captures", Type.JSON),
        Column("payload", Type.JSON),
    ),
    selected(
        "SELECT o.domain, kind, first_seen, last_seen, looks, outcome, reason, value, captures, body "
        "FROM observation o LEFT JOIN payload p ON p.hash = o.value "
        "WHERE last_seen >= :since AND (:domain = '' OR o.domain = :domain) "
        "ORDER BY o.domain, kind, first_seen, value"
    ),
)
JUDGEMENTS = Table(
    "judgements",
    "What did analysts decide, why, and until when?",
    (
        Column("id"),
        Column("domain"),
        Column("verdict"),
        Column("author"),
        Column("reason"),
        Column("source"),
        Column("judged_at", Type.TIME),
        Column("until", Type.DAY),
        Column("withdrawn_at", Type.TIME),
        Column("facts", Type.JSON),
        Column("pairs", Type.JSON),
    ),
    selected(
        "SELECT id, domain, verdict, author, reason, source, judged_at, until, withdrawn_at, facts, pairs "
        "FROM judgement WHERE judged_at >= :since AND (:domain = '' OR domain = :domain) "
        "ORDER BY judged_at, id"
    ),
)
CANDIDATES = Table(
    "candidates",
    "Which names did sources find, and how far have they come?",
    (
        Column("domain"),
        Column("source"),
        Column("reason"),
        Column("counterpart"),
        Column("kinds", Type.JSON),
        Column("bits", Type.BITS),
        Column("found_at", Type.TIME),
        Column("stage"),
        Column("looked_at", Type.TIME),
        Column("next_at", Type.TIME),
        Column("misses", Type.NUMBER),
        Column("note"),
    ),
    selected(
        "SELECT domain, source, reason, counterpart, kinds, bits, found_at, stage, looked_at, next_at, "
        "misses, note FROM candidate "
        "WHERE found_at >= :since AND (:domain = '' OR domain = :domain) ORDER BY domain"
    ),
)
FUNNEL = Table(
    "funnel",
    "How many names of each source came how far on each day?",
    (Column("day", Type.DAY), Column("source"), Column("stage"), Column("names", Type.NUMBER)),
    selected("SELECT day, source, stage, names FROM funnel WHERE day >= :since ORDER BY day, source, stage"),
    of_domains=False,
)
