from collections import Counter

total = sum(map(Counter, report["pages"].values()), Counter())
named = total["stated"] + total["defined"]
all_mutants = report["mutants"]
on_pages = all_mutants["on_pages"]
made = sum(kind["made"] for kind in mistakes.values())
stopped = sum(kind["stopped"] for kind in mistakes.values())

assert on_pages["caught"] >= 0.98 * on_pages["mutants"]
assert total["unread"] == 0  # of the relations that KaTeX has set
