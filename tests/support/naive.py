"""A ledger that is not ours, with rules that can be left away: what they are for is then seen."""

import json


class NaiveLedger:
    """Takes a site's events as a central ledger does, and remembers what arrived when.

    Args:
        knows_ids: Passes over what it has; else it books everything that comes.
        keeps_order: Refuses what does not follow; else it books as it comes.
        hands_over: Chance by which a batch is worked on later than the one after it, as by a
            queue with several workers; None where each is worked on at once.
    """

    def __init__(self, *, knows_ids, keeps_order, hands_over=None):
        self.knows_ids, self.keeps_order, self.hands_over = knows_ids, keeps_order, hands_over
        self.arrived = []
        self.ids = set()
        self.waiting = []

    @property
    def pos(self):
        return max((pos for pos, _ in self.arrived), default=0)

    def __call__(self, request):
        events = json.loads(request.body)["events"]
        last = max((event["pos"] for event in events), default=self.pos)
        if self.hands_over and not self.waiting and self.hands_over.random() < 0.3:
            self.waiting = events
        else:
            for event in [*events, *self.waiting]:
                self.book(event)
            self.waiting = []
        body = {"site": "NORTH", "pos": max(last, self.pos), "hash": "", "taken": 0, "known": 0}
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def book(self, event):
        if self.knows_ids and event["id"] in self.ids:
            return
        if self.keeps_order and self.knows_ids and event["pos"] != self.pos + 1:
            return
        self.ids.add(event["id"])
        self.arrived.append((event["pos"], len(event["moves"])))
