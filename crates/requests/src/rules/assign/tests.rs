use kernel::Lang;
use proptest::prelude::*;

use super::*;

struct Request;

impl Kind for Request {
    const PREFIX: &'static str = "req";
}

const TEAM: Uuid = Uuid::from_u128(7);

fn wanted(number: u128) -> Wanted<'static, Request> {
    Wanted {
        id: Id::from_uuid(Uuid::from_u128(number)),
        team: Some(TEAM),
        reason: Some("apl"),
        territory: Some("75"),
    }
}

fn agent(number: u128) -> Candidate {
    Candidate {
        id: AccountId::from_uuid(Uuid::from_u128(number)),
        teams: BTreeSet::from([TEAM]),
        reasons: BTreeSet::new(),
        territories: BTreeSet::new(),
        is_present: true,
        load: 5,
        load_max: 10,
        knows_usager: false,
    }
}

fn of(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

#[test]
fn who_knows_the_usager_is_asked_first_and_told_why() {
    let agents = [
        agent(1),
        Candidate { knows_usager: true, ..agent(2) },
        Candidate { reasons: of(&["apl"]), ..agent(3) },
    ];
    let chosen = assign(&wanted(1), &agents).unwrap();
    assert_eq!(chosen.id, agents[1].id);
    let because: Vec<&str> = chosen.because.iter().map(Message::key).collect();
    assert_eq!(because, ["rule-assign-knows-usager", "rule-assign-free"]);
    assert_eq!(chosen.score, KNOWS_USAGER + IS_FREE / 2);
    for lang in Lang::ALL {
        assert!(chosen.because.iter().all(|it| !it.say(lang).is_empty()));
    }
}

#[test]
fn a_named_skill_outweighs_a_little_load() {
    let agents = [agent(1), Candidate { reasons: of(&["apl"]), load: 7, ..agent(2) }];
    assert_eq!(assign(&wanted(1), &agents).unwrap().id, agents[1].id);
    let agents =
        [Candidate { load: 0, ..agent(1) }, Candidate { reasons: of(&["apl"]), load: 9, ..agent(2) }];
    assert_eq!(assign(&wanted(1), &agents).unwrap().id, agents[0].id);
}

#[test]
fn where_nobody_can_the_reason_is_the_last_that_failed() {
    let nobody = |it: Candidate| assign(&wanted(1), &[it]).unwrap_err();
    assert_eq!(assign(&wanted(1), &[]).unwrap_err(), Nobody::InTeam);
    assert_eq!(nobody(Candidate { teams: BTreeSet::new(), ..agent(1) }), Nobody::InTeam);
    assert_eq!(nobody(Candidate { reasons: of(&["rsa"]), ..agent(1) }), Nobody::ForReason);
    assert_eq!(nobody(Candidate { territories: of(&["13"]), ..agent(1) }), Nobody::ForTerritory);
    assert_eq!(nobody(Candidate { is_present: false, ..agent(1) }), Nobody::Present);
    assert_eq!(nobody(Candidate { load: 10, ..agent(1) }), Nobody::Free);
    assert_eq!(nobody(Candidate { load: 0, load_max: 0, ..agent(1) }), Nobody::Free);
    let unknown = Wanted { reason: None, territory: None, ..wanted(1) };
    assert!(assign(&unknown, &[Candidate { reasons: of(&["rsa"]), ..agent(1) }]).is_ok());
}

#[test]
fn equals_share() {
    let agents: Vec<Candidate> = (1..=4).map(agent).collect();
    let mut taken = [0; 4];
    for it in 0..400 {
        let chosen = assign(&wanted(it), &agents).unwrap().id;
        taken[agents.iter().position(|it| it.id == chosen).unwrap()] += 1;
    }
    assert!(taken.iter().all(|it| (60..140).contains(it)), "{taken:?}");
}

fn any_agent() -> impl Strategy<Value = Candidate> {
    let lists = || proptest::collection::btree_set("apl|rsa", 0..2);
    (0_u128..50, lists(), any::<bool>(), 0_u32..6, 0_u32..6, any::<bool>()).prop_map(
        |(number, reasons, is_present, load, load_max, knows_usager)| Candidate {
            reasons,
            is_present,
            load,
            load_max,
            knows_usager,
            ..agent(number)
        },
    )
}

proptest! {
    #[test]
    fn the_chosen_one_can_whatever_the_order(mut agents in proptest::collection::vec(any_agent(), 0..8), turn in 0_usize..8) {
        agents.sort_by_key(|it| it.id.uuid());
        agents.dedup_by_key(|it| it.id.uuid());
        let chosen = assign(&wanted(9), &agents);
        if let Ok(chosen) = &chosen {
            let it = agents.iter().find(|it| it.id == chosen.id).unwrap();
            prop_assert!(it.is_present && it.load < it.load_max && handles(&it.reasons, Some("apl")));
            prop_assert!(chosen.score <= KNOWS_USAGER + HAS_SKILL + HAS_TERRITORY + IS_FREE);
        } else {
            prop_assert!(!agents.iter().any(|it| it.is_present && it.load < it.load_max && handles(&it.reasons, Some("apl"))));
        }
        if !agents.is_empty() {
            let turn = turn % agents.len();
            agents.rotate_left(turn);
        }
        prop_assert_eq!(assign(&wanted(9), &agents).map(|it| it.id).ok(), chosen.map(|it| it.id).ok());
    }
}
