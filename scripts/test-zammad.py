"""What scripts written for Zammad do, by the client zammad_py: test-zammad.py ADDRESS TOKEN."""

import sys

from zammad_py import ZammadAPI

address, token = sys.argv[1:]
client = ZammadAPI(url=f"{address}/api/v1/", http_token=token)

me = client.user.me()
assert me["roles"] == ["Agent"], me

states = {state["name"]: state["id"] for state in client.ticket_state.all()}
assert states["closed"] == 4, states
assert len(list(client.ticket_priority.all())) == 3

customer = client.user.create({"firstname": "Jeanne", "lastname": "Martin", "email": "jeanne@mail.example"})
assert client.user.find(customer["id"])["email"] == "jeanne@mail.example"
assert [user["id"] for user in client.user.search("jeanne@mail.example")] == [customer["id"]]

made = []
for title in ["Chaudière en panne", "Acte de naissance", "Permis de construire"]:
    ticket = client.ticket.create(
        {
            "title": title,
            "customer_id": customer["id"],
            "article": {"subject": title, "body": f"À propos de : {title}", "type": "web", "internal": False},
        }
    )
    assert ticket["title"] == title and ticket["state_id"] == states["new"], ticket
    made.append(ticket["id"])

found = list(client.ticket.search("naissance"))
assert [ticket["id"] for ticket in found] == [made[1]], found
assert found[0]["state"] == "new" and found[0]["customer"] == "jeanne@mail.example", found

page = client.ticket.all(filters={"per_page": 2})
paged = [ticket["id"] for ticket in page]
while not page.is_last_page():
    page = page.next_page()
    paged += [ticket["id"] for ticket in page]
assert sorted(paged) == sorted(made), paged

client.ticket_article.create({"ticket_id": made[0], "body": "Pièce commandée", "type": "note", "internal": True})
client.ticket_article.create({"ticket_id": made[0], "body": "Nous venons demain.", "type": "email"})
articles = client.ticket.articles(made[0])
assert [(it["sender"], it["internal"]) for it in articles] == [("Customer", False), ("Agent", True), ("System", False)], articles
assert client.ticket_article.find(articles[1]["id"])["body"] == "Pièce commandée"

closed = client.ticket.update(made[0], {"state": "closed"})
assert closed["state_id"] == states["closed"] and closed["close_at"], closed
assert [ticket["id"] for ticket in client.ticket.search("state:closed")] == [made[0]]
opened = client.ticket.update(made[0], {"state": "open", "article": {"body": "Toujours en panne", "type": "phone", "sender": "Customer"}})
assert opened["state_id"] in (states["open"], states["new"]), opened

try:
    client.ticket.find(1)
except Exception as refused:
    assert "404" in str(refused), refused
else:
    raise AssertionError("there is no such ticket")

print("test-zammad: zammad_py opens, finds, pages, writes, closes and opens again")
