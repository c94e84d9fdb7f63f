"""What a packing slip says around the order, in the languages that customers read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SlipWords:
    """One language. `months` are as they stand within a date, `day` is the date's form.

    `{n}` is a number, `{month}` the month's name.
    """

    name: str
    title: str
    ship_to: str
    order: str
    bought_at: str
    on: str
    item: str
    ordered: str
    shipped: str
    to_follow: str
    one_unit: str
    units: str
    following: str
    lot: str
    lots: str
    serial: str
    serials: str
    cartons: str
    carton_of: str
    message: str
    note: str
    returns: str
    page: str
    not_weighed: str
    day: str
    months: tuple[str, ...]
    runs_left: bool = False

    def day_text(self, day: date) -> str:
        """Write a day so that nobody mistakes its month for its day: 3 November 2026."""
        return self.day.format(n=day.day, month=self.months[day.month - 1], year=day.year)

    def total(self, shipped: int, following: int) -> str:
        """Say how many units are in the parcel and how many come later."""
        said = (self.one_unit if shipped == 1 else self.units).format(n=shipped)
        return said + (self.following.format(n=following) if following else "")


ENGLISH = SlipWords(
    "English", "Packing slip", "SHIP TO", "ORDER", "BOUGHT AT", "ON", "Item", "Ordered",
    "Shipped", "To follow", "{n} unit in this shipment", "{n} units in this shipment",
    ", {n} to follow", "Lot", "Lots", "Serial", "Serials", "CARTONS", "{n} of {all}",
    "A message for you", "Please note", "Returns", "Page {n} of {all}", "not weighed",
    "{n} {month} {year}",
    ("January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"),
)  # fmt: skip
SPANISH = SlipWords(
    "Español", "Albarán", "ENVIAR A", "PEDIDO", "COMPRADO EN", "FECHA", "Artículo", "Pedidas",
    "Enviadas", "Pendientes", "{n} unidad en este envío", "{n} unidades en este envío",
    ", {n} pendientes de envío", "Lote", "Lotes", "N.º de serie", "N.os de serie", "BULTOS",
    "{n} de {all}", "Un mensaje para usted", "Nota", "Devoluciones", "Página {n} de {all}",
    "sin pesar", "{n} de {month} de {year}",
    ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
     "octubre", "noviembre", "diciembre"),
)  # fmt: skip
PORTUGUESE = SlipWords(
    "Português", "Guia de remessa", "ENVIAR PARA", "PEDIDO", "COMPRADO EM", "DATA", "Artigo",
    "Pedidas", "Enviadas", "A seguir", "{n} unidade nesta remessa", "{n} unidades nesta remessa",
    ", {n} a seguir", "Lote", "Lotes", "N.º de série", "N.os de série", "VOLUMES",
    "{n} de {all}", "Uma mensagem para si", "Nota", "Devoluções", "Página {n} de {all}",
    "não pesado", "{n} de {month} de {year}",
    ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
     "outubro", "novembro", "dezembro"),
)  # fmt: skip
GERMAN = SlipWords(
    "Deutsch", "Lieferschein", "LIEFERADRESSE", "BESTELLUNG", "GEKAUFT BEI", "AM", "Artikel",
    "Bestellt", "Geliefert", "Folgt", "{n} Stück in dieser Sendung",
    "{n} Stück in dieser Sendung", ", {n} folgen", "Charge", "Chargen", "Seriennummer",
    "Seriennummern", "KARTONS", "{n} von {all}", "Eine Nachricht für Sie", "Hinweis",
    "Rücksendung", "Seite {n} von {all}", "nicht gewogen", "{n}. {month} {year}",
    ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
     "Oktober", "November", "Dezember"),
)  # fmt: skip
ARABIC = SlipWords(
    "العربية", "قائمة التعبئة", "الشحن إلى", "رقم الطلب", "تم الشراء من", "التاريخ", "الصنف",
    "المطلوب", "المشحون", "لاحقًا", "الوحدات في هذه الشحنة: {n}", "الوحدات في هذه الشحنة: {n}",
    "، لاحقًا: {n}", "التشغيلة", "التشغيلات", "الرقم التسلسلي", "الأرقام التسلسلية",
    "الكراتين", "{n} من {all}", "رسالة لك", "ملاحظة", "الإرجاع", "صفحة {n} من {all}",
    "لم يوزن", "{n} {month} {year}",
    ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر",
     "أكتوبر", "نوفمبر", "ديسمبر"),
    runs_left=True,
)  # fmt: skip
HEBREW = SlipWords(
    "עברית", "תעודת משלוח", "נשלח אל", "מספר הזמנה", "נרכש ב־", "תאריך", "פריט", "הוזמן",
    "נשלח", "בהמשך", "יחידות במשלוח זה: {n}", "יחידות במשלוח זה: {n}", ", בהמשך: {n}",
    "אצווה", "אצוות", "מספר סידורי", "מספרים סידוריים", "קרטונים", "{n} מתוך {all}",
    "הודעה עבורך", "הערה", "החזרות", "עמוד {n} מתוך {all}", "לא נשקל", "{n} ב{month} {year}",
    ("ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר",
     "אוקטובר", "נובמבר", "דצמבר"),
    runs_left=True,
)  # fmt: skip

LANGUAGES: dict[str, SlipWords] = {
    "en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE, "de": GERMAN, "ar": ARABIC, "he": HEBREW,
}  # fmt: skip
"""By ISO 639 code."""

_SPOKEN = {
    "es": "ES MX AR BO CL CO CR CU DO EC GQ GT HN NI PA PE PR PY SV UY VE",
    "pt": "PT BR AO CV GW MZ ST TL",
    "de": "DE AT CH LI",
    "ar": "AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE",
    "he": "IL",
}
_LANGUAGE_OF = {country: code for code, said in _SPOKEN.items() for country in said.split(" ")}


def language_of(country: str) -> str:
    """Return the language of a country that a parcel goes to; English where we have none."""
    return _LANGUAGE_OF.get(country.upper(), "en")
