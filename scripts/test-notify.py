"""What programs written for GOV.UK Notify do, by its official Python client: test-notify.py FILE, where FILE says where and by which keys."""

import datetime
import io
import json
import sys

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

with open(sys.argv[1], encoding="utf-8") as told:
    told = json.load(told)
live, team, test = (NotificationsAPIClient(told[kind], base_url=told["address"]) for kind in ("live", "team", "test"))
values = {"dossier": "2026-000042"}


def refused(status, error, message, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except HTTPError as failure:
        assert failure.status_code == status, (failure.status_code, failure.message)
        assert failure.message[0]["error"] == error, failure.message
        assert message in failure.message[0]["message"], failure.message
    else:
        raise AssertionError(f"{error} was expected")


sms = live.send_sms_notification("06 12 34 56 78", told["sms"], personalisation=values, reference="py-1", sms_sender_id=told["service"])
assert sms["content"]["body"].startswith("Votre dossier 2026-000042 avance."), sms
assert sms["reference"] == "py-1" and sms["template"] == {
    "id": told["sms"],
    "version": 1,
    "uri": f"{told['address']}/v2/template/{told['sms']}/version/1",
}, sms
assert sms["uri"] == f"{told['address']}/v2/notifications/{sms['id']}", sms

email = live.send_email_notification(
    "zoe@example.org",
    told["email"],
    personalisation=values,
    reference="py-2",
    email_reply_to_id=told["service"],
    one_click_unsubscribe_url="https://caf.example.fr/desabonnement",
)
assert email["content"]["subject"] == "Votre dossier" and email["scheduled_for"] is None, email

lines = {"address_line_1": "Zoé Martin", "address_line_2": "1 rue des Lilas", "address_line_3": "75020 Paris"}
letter = live.send_letter_notification(told["letter"], personalisation=values | lines, reference="py-3")
assert letter["content"]["subject"] == "Votre dossier", letter

one = live.get_notification_by_id(sms["id"])
assert one["type"] == "sms" and one["phone_number"] == "+33612345678" and one["status"] == "created", one
datetime.datetime.fromisoformat(one["created_at"])
one = live.get_notification_by_id(letter["id"])
assert one["line_1"] == "Zoé Martin" and one["status"] == "accepted", one

listed = live.get_all_notifications(template_type="email", reference="py-2")
assert [it["id"] for it in listed["notifications"]] == [email["id"]], listed
assert {it["id"] for it in live.get_all_notifications_iterator()} == {sms["id"], email["id"], letter["id"]}
assert live.get_all_notifications(status="failed")["notifications"] == []

# Nobody gets the same twice in two days: it is there, and says why.
again = live.send_sms_notification("+33 6 12 34 56 78", told["sms"], personalisation=values)
assert live.get_notification_by_id(again["id"])["status_reason"] == "same-meaning", again

for _ in range(5):
    simulated = test.send_sms_notification("07700900003", told["sms"], personalisation=values)
    assert live.get_notification_by_id(simulated["id"])["status"] == "created"

templates = live.get_all_templates()["templates"]
assert {it["id"] for it in templates} == {told["sms"], told["email"], told["letter"]}, templates
assert [it["id"] for it in live.get_all_templates("letter")["templates"]] == [told["letter"]]
template = live.get_template(told["sms"])
assert template["version"] == 1 and template["personalisation"] == {"dossier": {"required": True}}, template
assert live.get_template_version(told["sms"], 1) == template
preview = live.post_template_preview(told["email"], values)
assert preview["body"] == "Votre dossier 2026-000042 avance." and preview["subject"] == "Votre dossier", preview

bulk = live.post("/v2/notifications/bulk", {
    "name": "Rappel", "template_id": told["sms"], "rows": [["phone number", "dossier"], ["06 12 34 56 90", "1"], ["06 12 34 56 91", "2"]]})
assert bulk["data"]["notification_count"] == 2, bulk
listed = live.get("/v2/notifications/bulk/" + bulk["data"]["id"] + "/rows")["rows"]
assert [it["row"] for it in listed] == [1, 2] and listed[0]["status"] in ("waiting", "created"), listed

send = live.send_sms_notification
refused(400, "BadRequestError", "Missing personalisation: dossier", send, "06 12 34 56 78", told["sms"])
refused(400, "ValidationError", "phone_number", send, "01 23 45 67 89", told["sms"], personalisation=values)
refused(400, "ValidationError", "template_id is not a valid UUID", send, "06 12 34 56 78", "x", personalisation=values)
refused(400, "BadRequestError", "Template not found", send, "06 12 34 56 78", told["service"], personalisation=values)
refused(400, "BadRequestError", "does not exist", send, "06 12 34 56 78", told["sms"], personalisation=values, sms_sender_id=told["sms"])
refused(400, "BadRequestError", "team-only", team.send_sms_notification, "06 12 34 56 78", told["sms"], personalisation=values)
refused(400, "BadRequestError", "Precompiled letters", live.send_precompiled_letter_notification, "x", io.BytesIO(b"%PDF-"))
refused(400, "PDFNotReadyError", "PDF not available yet", live.get_pdf_for_letter, letter["id"])
refused(404, "NoResultFound", "No result found", live.get_notification_by_id, told["service"])
stranger = NotificationsAPIClient(told["live"][:-12] + "000000000000", base_url=told["address"])
refused(403, "AuthError", "Invalid token: API key not found", stranger.get_all_templates)
print("test-notify: the Python client sends, lists, previews and is refused as by GOV.UK Notify")
