"""The handheld's queue in a real page: what its store holds, and what was sent from it."""

from playwright.sync_api import expect

from tests.support.browser import until

LISTEN = """() => {
  window.heard = []; window.told = [];
  document.addEventListener("floor:signal", (event) => window.heard.push(event.detail));
  document.addEventListener("floor:answer", ({ detail }) =>
    window.told.push([detail.entry.body.code, detail.status]));
  return true;
}"""
CAPTURE = """async (codes) => {
  const store = await import("/static/js/store.js");
  for (const code of codes) await store.capture("pick.scan", { task: 1, line: 1, code });
  return (await store.pending()).map((entry) => entry.seq);
}"""
KICK = """async () => (await import("/static/js/sender.js")).kick()"""
KEPT = """async () => (await (await import("/static/js/store.js")).pending())
  .map((entry) => entry.body.code)"""


def opened(context, warehouse):
    page = context.new_page()
    page.goto(warehouse.address)
    ready(page)
    return page


def ready(page):
    expect(page.locator("html[data-ready=floor]")).to_be_attached()
    until(page, LISTEN)  # which fetches itself anew, if what was kept goes out at once


def scan(page, code):
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def becomes(page, script, wanted):
    """Wait until the page says this, which may fetch itself anew meanwhile."""
    until(page, script, lambda found: found == wanted)


def codes_sent(warehouse):
    return [event["body"]["code"] for batch in warehouse.batches for event in batch]
