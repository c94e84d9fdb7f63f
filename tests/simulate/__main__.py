"""`python -m tests.simulate`: which way of planning counts keeps wrong records from pickers."""

import argparse
import sys

from tests.simulate import report
from tests.simulate.floor import Floor
from tests.simulate.policies import POLICIES
from tests.simulate.world import build_world


def live_all(seeds):
    """Run every plan through the same days of every seed; returns its figures by name."""
    results = {name: [] for name in POLICIES}
    for seed in seeds:
        world = build_world(seed)
        for name, policy in POLICIES.items():
            results[name].append(Floor(world).live(policy(world)))
        sys.stdout.write(
            f"seed {seed}: "
            + ", ".join(
                f"{name} {runs[-1].wrong_picks_a_day:.1f}" for name, runs in results.items()
            )
            + "\n"
        )
        sys.stdout.flush()
    return results


def main():
    ask = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    ask.add_argument("--seeds", type=int, default=20)
    ask.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    chosen = ask.parse_args()
    results = live_all(range(chosen.seeds))
    text = report.section(results)
    sys.stdout.write(f"\n{text}\n")
    if chosen.write:
        report.write(text)
    if report.ratio(results) > 0.5:
        sys.exit("The plan has more than half of the calendar's picks on wrong records.")
    if report.covered(results[report.OURS]) < 0.8 * chosen.seeds:
        sys.exit("The control group's interval misses the truth too often.")


if __name__ == "__main__":
    main()
