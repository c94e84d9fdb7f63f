"""A picker of the played day: takes what is offered, walks, scans, errs, and is interrupted."""

import json
import re
from datetime import timedelta

from tests.shift.floor import PLACES, sign_in
from warehouse.kernel.ids import new_event_id

WALK_CM_S = 110
STOP_S, PIECE_S, TRIP_S = 9, 2, 90
IDLE_S, AWAY_S = 120, 45 * 60
TAKE_OVER_S = 16 * 60
"""After a colleague was silent for so long, a supervisor sends somebody."""
OFFERED = re.compile(r'name="kind" value="pick\.claim">\s*<input[^>]*name="task" value="(\d+)"')


class Picker:
    """One person with a handheld."""

    def __init__(self, day, web, database, name, luck, size):
        self.day, self.web, self.database = day, web, database
        self.name, self.luck, self.size = name, luck, size
        self.at = 0
        self.method = "single"
        self.is_away = False

    def work(self):
        """Go on for ever: find a task, walk it, put the totes down."""
        while True:
            task = self._claim()
            if task is None:
                yield IDLE_S
                continue
            begun = self.day.now
            yield TRIP_S / 2
            yield from self._walk(task)
            worked = (self.day.now - begun).total_seconds()
            self.day.done[self.method].worked_s += worked
            if self.is_away:
                yield AWAY_S
                self._sign_in()
                self.is_away = False

    def _claim(self):
        left = self.day.left
        if left and left[0][0] <= self.day.now:
            task = left.pop(0)[1]
            if self._send("pick.claim", task=task)[0]["status"] == "posted":
                self.day.events["taken over"] += 1
                return task
        _, page = self.web.get(self.name, "/pick")
        for task in OFFERED.findall(page):
            status, _ = self.web.form(
                self.name, "/act", kind="pick.claim", task=task, event_id=str(new_event_id())
            )
            if status == 303:
                return int(task)
            self.day.events["claim lost"] += 1
        return None

    def _walk(self, task):
        trip = self._trip(task)
        self.method = method_of(trip)
        while trip is not None:
            empty = [tote for tote in trip["totes"] if tote["code"] is None]
            for _ in empty:
                self._take_tote(task, trip["totes_free"])
            trip = self._trip(task) if empty else trip
            changed = False
            lines = [one for one in trip["lines"] if _left(one)]
            for line in sorted(lines, key=lambda one: (not one["at_bin"], one["sequence"])):
                yield from self._go_to(line["bin"])
                if self._is_interrupted(task, line):
                    return
                changed = yield from self._stop(task, trip, line)
                if changed:
                    break
            if not changed:
                yield from self._put_down(task)
                return
            trip = self._trip(task)

    def _trip(self, task):
        status, text = self.web.get(self.name, f"/pick/{task}/trip")
        return json.loads(text) if status == 200 else None

    def _take_tote(self, task, free):
        code = free.pop(self.luck.randrange(len(free)))
        self._send("pick.scan", task=task, line=0, code=code)

    def _go_to(self, bin_code):
        to = self.web.house.spots[bin_code]
        walked = self.web.house.lengths[self.at][to]
        self.at = to
        self.day.done[self.method].walked_cm += walked
        yield walked / WALK_CM_S

    def _is_interrupted(self, task, line):
        """Something comes between, at the bin and with the first unit in the hand."""
        chance, size = self.luck.random(), self.size
        if chance >= size.pause_share + size.lost_share + size.gone_share:
            return False
        if not line["at_bin"]:
            self._send("pick.scan", task=task, line=line["line"], code=f"B-{line['bin']}")
        if chance < size.pause_share:
            self.day.events["paused"] += 1
            self._send("pick.pause", task=task)
            return True
        if chance < size.pause_share + size.lost_share:
            self.day.events["device lost"] += 1
            self._sign_in()
            self._send("pick.claim", task=task)
            line["at_bin"] = True
            return False
        self.day.events["did not come back"] += 1
        self.is_away = True
        self.day.left.append((self.day.now + timedelta(seconds=TAKE_OVER_S), task))
        return True

    def _sign_in(self):
        """Come with a device of one's own, another one than before."""
        with self.database.command() as session:
            sign_in(session, self.web.house, self.name, self.day.now)

    def _stop(self, task, trip, line):
        """Pick one line; returns whether the trip changed by it."""
        wanted = _left(line)
        found = wanted
        if self.luck.random() < self.size.short_share:
            found = self.luck.randrange(wanted)
            self.day.events["short"] += 1
        if self.luck.random() < self.size.wrong_scan_share:
            wrong = self.luck.choice(("B-A-01-1", "4006381333931", "T-0001"))
            self.day.events["wrong scan"] += 1
            self._send("pick.scan", task=task, line=line["line"], code=wrong, may_fail=True)
        yield STOP_S + found * PIECE_S
        answers = self._send_all(self._scans(task, trip, line, found))
        self._count(found)
        if found < wanted:
            self._send("pick.short", task=task, line=line["line"], reason="too_few")
        surprised = any(answer["status"] != "posted" for answer in answers)
        if answers and "empty now?" in answers[-1].get("sentence", ""):
            self._send("pick.empty", task=task, line=line["line"], empty="yes")
        return surprised or found < wanted

    def _scans(self, task, trip, line, found):
        scan = {"task": task, "line": line["line"]}
        codes = []
        if not line["at_bin"]:
            codes.append(("pick.scan", scan | {"code": f"B-{line['bin']}"}))
        if found and not line["in_hand"]:
            codes.append(("pick.scan", scan | {"code": self.web.house.codes[line["sku"]]}))
        if found and found != (line["in_hand"] or 1):
            codes.append(("pick.quantity", scan | {"quantity": str(found)}))
        if found:
            tote = next(one for one in trip["totes"] if one["task"] == line["task"])
            codes.append(("pick.scan", scan | {"code": tote["code"]}))
        return codes

    def _count(self, units):
        done = self.day.done[self.method]
        done.lines += 1
        done.units += units

    def _put_down(self, task):
        back = self.web.house.lengths[self.at][0]
        self.day.done[self.method].walked_cm += back
        self.at = 0
        yield back / WALK_CM_S + TRIP_S / 2
        place = f"B-PACK-{self.luck.randint(1, PLACES)}"
        self._send("pick.scan", task=task, line=0, code=place)
        self.day.done[self.method].trips += 1

    def _send(self, kind, *, may_fail=False, **body):
        return self._send_all([(kind, body)], may_fail=may_fail)

    def _send_all(self, events, *, may_fail=False):
        answers = self.web.send(self.name, *events) if events else []
        for answer in answers:
            if answer["status"] != "posted" and not may_fail:
                self.day.events[f"refused: {answer.get('code')}"] += 1
        return answers


def _left(line):
    return line["wanted"] - line["picked"] - line["short"]


def method_of(trip):
    """Tell the method by what the trip is called."""
    name = trip["order"]
    for start, method in (("Cart", "cluster"), ("Batch", "batch"), ("zone", "zone")):
        if name.startswith(start):
            return method
    return "single"
