//! What other products export becomes requests, once.

use super::*;
use crate::{
    exchange::conversations::{self, Conversation, Place, Role},
    request::State,
    store::{notes, usagers},
};

const TABLE: &str = "\u{feff}conversation;at;direction;channel;name;email;phone;subject;text;reason;state
T1;2024-03-02T10:00:00+01:00;inbound;;Jeanne Petit;jeanne@mail.example;01 44 55 66 77;Ma piscine;\"Bonjour,
puis-je creuser ?\";urbanisme;
T1;2024-03-03T09:00:00+01:00;outbound;email;;;;Re: Ma piscine;Oui.;;closed
T1;2024-03-03T09:05:00+01:00;note;;;;;;Vue au guichet;;
T2;hier;inbound;;Karim;karim@mail.example;;Naissance;Bonjour;;
T3;2024-03-04 11:00:00;inbound;telegraph;Lise;lise@mail.example;;Aide;Bonjour;;
T4;2024-03-05 11:00:00;inbound;phone;;;;Aide;Bonjour;;
T5;2024-03-06 11:00:00;inbound;phone;Paul;;06 11 22 33 44;Aide;Rappel;;open
T6;2024-03-06 11:00:00;inbound;;Zoé;pas-une-adresse;;Aide;Bonjour;;
";

const TICKETS: &str = r#"[
  {"id": 7, "number": "31007", "title": "Carte perdue", "state": "closed", "customer_id": 12, "customer": "ana@mail.example",
   "created_at": "2023-05-01T08:00:00.000Z", "close_at": "2023-05-03T08:00:00.000Z"},
  {"id": 8, "number": "31008", "title": "Sans rien", "state": "open", "customer_id": 13, "customer": "-"},
  {"name": "nothing that is known"}
]"#;
const ARTICLES: &str = r#"[
  {"id": 70, "ticket_id": 7, "type": "email", "sender": "Customer", "from": "Ana <ana@mail.example>", "subject": "Carte perdue",
   "content_type": "text/html", "body": "<p>Bonjour <script>alert(1)</script>Ana</p>", "internal": false,
   "message_id": "<70@mail.example>", "created_at": "2023-05-01T08:00:00.000Z",
   "attachments": [{"id": 5, "filename": "avis.txt", "preferences": {"Content-Type": "text/plain"}}, {"id": 6, "filename": "lost.pdf"}]},
  {"id": 71, "ticket_id": 7, "type": "note", "sender": "Agent", "content_type": "text/plain", "body": "À rappeler", "internal": true,
   "created_at": "2023-05-02T08:00:00.000Z"},
  {"id": 72, "ticket_id": 7, "type": "phone", "sender": "Agent", "content_type": "text/plain", "body": "Elle est faite", "internal": false,
   "created_at": "2023-05-02T09:00:00.000Z"},
  {"id": 73, "ticket_id": 7, "type": "email", "sender": "Agent", "content_type": "text/plain", "body": "Sans date", "internal": false},
  {"id": 90, "ticket_id": 9, "type": "email", "sender": "Customer", "content_type": "text/plain", "body": "Seul", "created_at": "2023-05-02T09:00:00Z"}
]"#;
const USERS: &str = r#"[{"id": 12, "login": "ana", "firstname": "Ana", "lastname": "Martin", "email": "ana@mail.example", "phone": "01 44 55 66 88"}]"#;

const FREESCOUT: &str = r#"{"_embedded": {"conversations": [
  {"id": 3, "number": 33, "type": "email", "status": "active", "state": "published", "subject": "Poubelles",
   "customer": {"id": 4, "firstName": "Noé", "lastName": "Roux", "email": "noe@mail.example"},
   "_embedded": {"threads": [
      {"id": 31, "type": "message", "state": "published", "body": "Lundi.", "createdAt": "2023-06-02T08:00:00Z"},
      {"id": 30, "type": "customer", "state": "published", "body": "<b>Quand</b> ?", "createdAt": "2023-06-01T08:00:00Z"},
      {"id": 32, "type": "lineitem", "body": "", "createdAt": "2023-06-02T08:00:01Z"},
      {"id": 33, "type": "message", "state": "draft", "body": "Non", "createdAt": "2023-06-02T08:00:01Z"}]}}
]}, "page": {"number": 1}}"#;

fn files(given: &[(&str, &[u8])]) -> conversations::Files {
    given.iter().map(|it| (it.0.to_owned(), it.1.to_vec())).collect()
}

fn refused(found: &conversations::Found) -> Vec<(u64, &str)> {
    found.refused.iter().map(|it| (it.line, it.column.as_str())).collect()
}

#[test]
fn a_table_gives_its_good_rows_and_says_where_the_others_are_wrong() {
    let found = conversations::read(&files(&[("t.csv", TABLE.as_bytes())]));
    assert_eq!(refused(&found), [(6, "at"), (7, "channel"), (8, "email"), (10, "email")]);
    let keys: Vec<(&str, bool, usize)> =
        found.conversations.iter().map(|it| (&*it.key, it.is_closed, it.messages.len())).collect();
    assert_eq!(keys, [("T1", true, 3), ("T5", false, 1)]);
    let first = &found.conversations[0];
    assert_eq!((first.who.ways.len(), first.reason.as_deref()), (2, Some("urbanisme")));
    assert_eq!(first.messages[0].at.to_string(), "2024-03-02T09:00:00Z");
    assert_eq!(
        found.conversations[1].messages[0].at.to_string(),
        "2024-03-06T10:00:00Z",
        "the hour of Paris"
    );

    let found = conversations::read(&files(&[("t.csv", b"conversation,at\nT1,2024-03-02T10:00:00Z\n")]));
    assert_eq!((refused(&found), found.conversations.len()), (vec![(1, "direction")], 0));
    let found = conversations::read(&files(&[(
        "t.csv",
        b"conversation,at,direction,text,name\nT1,2024-03-02T10:00:00Z,inbound,\xff,A\n",
    )]));
    assert_eq!(refused(&found), [(2, "")]);
}

#[test]
fn tickets_of_zammad_come_with_their_articles() {
    let found = conversations::read(&files(&[
        ("export/tickets.json", TICKETS.as_bytes()),
        ("export/articles.json", ARTICLES.as_bytes()),
        ("export/users.json", USERS.as_bytes()),
        ("export/attachments/7/70/5", b"le contenu"),
    ]));
    let mut wrong = refused(&found);
    wrong.sort_unstable();
    // A file and a date that lack, an article without ticket; a ticket without articles, something else.
    assert_eq!(wrong, [(2, "attachments"), (4, "articles"), (5, ""), (10, "created_at"), (11, "ticket_id")]);
    let [ticket] = found.conversations.as_slice() else { panic!("{:?}", found.conversations) };
    assert_eq!((&*ticket.who.name, ticket.who.ways.len()), ("Ana Martin", 2));
    assert_eq!(ticket.closed_at.map(|it| it.to_string()).as_deref(), Some("2023-05-03T08:00:00Z"));
    let roles: Vec<Role> = ticket.messages.iter().map(|it| it.role).collect();
    assert_eq!(roles, [Role::Usager, Role::Note, Role::Agent]);
    assert_eq!(ticket.messages[0].files[0].2, b"le contenu");
    let broken = conversations::read(&files(&[("t.json", b"[\n{\"id\": 1,\n]")]));
    assert_eq!(refused(&broken), [(3, "1")]);
}

#[test]
fn conversations_of_freescout_come_with_their_threads() {
    let found = conversations::read(&files(&[("page-1.json", FREESCOUT.as_bytes())]));
    assert_eq!(refused(&found), []);
    let [one] = found.conversations.as_slice() else { panic!("{:?}", found.conversations) };
    assert_eq!((one.is_closed, &*one.who.name), (false, "Noé Roux"));
    let roles: Vec<Role> = one.messages.iter().map(|it| it.role).collect();
    assert_eq!(roles, [Role::Usager, Role::Agent], "in the order of time, without drafts");
}

async fn take(tx: &mut Tx, place: Place<'_>, all: &[Conversation]) -> (u64, u64, u64) {
    let (mut filed, mut duplicates, mut apart) = (0, 0, 0);
    for given in all {
        let settings = mail::Settings::default();
        let read = |it: &conversations::Message| mail::read(&conversations::wrapped(it), &settings).ok();
        let readings: Vec<_> = given.messages.iter().map(read).collect();
        assert!(readings.iter().all(Option::is_some), "what is wrapped can be read");
        let code = FollowUpCode::draw().unwrap();
        let taken = conversations::file(tx, place, given, &readings, (code, now())).await.unwrap();
        filed += taken.filed;
        duplicates += taken.duplicates;
        apart += taken.apart;
    }
    (filed, duplicates, apart)
}

on_both! {
    async fn what_other_products_export_is_filed_once_as_it_stood(db: Db) {
        migrated(&db).await;
        let house = testing::house(&db, "ville", now()).await;
        let keys = keys();
        let mut tx = db.write().await.unwrap();
        let mailbox = mailbox(&mut tx, &house).await;
        let place = Place { house: &house, mailbox: &mailbox, keys: &keys };
        let all = conversations::read(&files(&[
            ("t.csv", TABLE.as_bytes()),
            ("tickets.json", TICKETS.as_bytes()),
            ("articles.json", ARTICLES.as_bytes()),
            ("users.json", USERS.as_bytes()),
            ("attachments/7/70/5", b"le contenu"),
            ("page-1.json", FREESCOUT.as_bytes()),
        ]));
        assert_eq!(take(&mut tx, place, &all.conversations).await, (9, 0, 0));
        assert_eq!(take(&mut tx, place, &all.conversations).await, (0, 9, 0), "once");

        let way = Way::email("ana@mail.example").unwrap();
        let ana = usagers::by_way(&mut tx, &house.partner, &way).await.unwrap().remove(0);
        let [request] = requests::of_usager(&mut tx, ana.id).await.unwrap().try_into().unwrap();
        assert_eq!((request.state, request.subject.as_str()), (State::Closed, "Carte perdue"));
        assert_eq!(request.closed_at.unwrap().to_string(), "2023-05-03T08:00:00Z");
        assert_eq!((request.opened_at.to_string(), request.cause.as_ref()), ("2023-05-01T08:00:00Z".to_owned(), None));
        let said = contacts::of_request(&mut tx, request.id).await.unwrap();
        let told: Vec<(&str, Channel, Direction)> =
            said.iter().map(|it| (it.body.trim(), it.channel, it.direction)).collect();
        assert_eq!(told, [
            ("Bonjour Ana", Channel::Email, Direction::Inbound),
            ("Elle est faite", Channel::Phone, Direction::Outbound),
        ]);
        assert!(!said[0].html.as_deref().unwrap().contains("script"), "made safe");
        let attached = contacts::files(&mut tx, said[0].id).await.unwrap();
        assert_eq!((attached[0].name.as_str(), attached[0].bytes), ("avis.txt", 10));
        let noted = notes::of_request(&mut tx, request.id).await.unwrap();
        assert_eq!(noted[0].body.trim(), "À rappeler");

        let way = Way::email("noe@mail.example").unwrap();
        let noe = usagers::by_way(&mut tx, &house.partner, &way).await.unwrap().remove(0);
        assert_eq!(requests::of_usager(&mut tx, noe.id).await.unwrap()[0].state, State::Open);

        // Closed today's date by nobody: what was imported is kept from its import on.
        let rules = retention::Rules::default();
        assert_eq!(retention::sweep(&mut tx, now(), rules).await.unwrap().requests, 0);

        // Who is erased does not come back, neither with the same file nor with a longer one.
        erasure::erase(&mut tx, &keys, &house.partner, (&[ana.id], &[]), ("acc", now())).await.unwrap();
        let mut tickets: Vec<Conversation> =
            all.conversations.into_iter().filter(|it| it.key == "7").collect();
        let mut newer = tickets[0].messages[0].clone();
        newer.key = "79".into();
        newer.message_id = None;
        newer.at = now() - SignedDuration::from_hours(24);
        tickets[0].messages.push(newer);
        assert_eq!(take(&mut tx, place, &tickets).await, (0, 3, 1));
        let emptied = contacts::of_request(&mut tx, request.id).await.unwrap();
        assert!(emptied.iter().all(|it| it.body.is_empty()));
    }
}
