//! Who is kept apart from a rule: once drawn, for good.

use jiff::Timestamp;
use register::{StoreError, Tx, both};

use crate::{
    address::Keyring,
    people::Person,
    rules::rule::{Arm, RuleId},
    store::word,
};

/// The arm of a person, with the probability (ten-thousandths) with which they were to be held: the one that they or somebody who was found
/// to be them got first, else one that is drawn and kept.
pub(crate) async fn arm(
    tx: &mut Tx,
    keyring: &Keyring,
    rule: RuleId,
    (person, holdout): (&Person, f64),
    now: Timestamp,
) -> Result<(Arm, i64), StoreError> {
    const KNOWN: &str = "SELECT arm, share_e4, at_us FROM notice_rule_arm WHERE rule_id = $1 AND person = $2";
    const SQL: &str = "
        INSERT INTO notice_rule_arm (rule_id, person, arm, share_e4, at_us) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (rule_id, person) DO UPDATE SET at_us = notice_rule_arm.at_us
        RETURNING arm, share_e4";
    let mut first: Option<(String, i64, i64)> = None;
    for id in std::iter::once(&person.id).chain(&person.merged) {
        let known: Option<(String, i64, i64)> = both!(&mut *tx, conn => sqlx::query_as(KNOWN)
            .bind(rule.uuid()).bind(id).fetch_optional(conn).await)?;
        if let Some(known) = known
            && first.as_ref().is_none_or(|it| known.2 < it.2)
        {
            first = Some(known);
        }
    }
    if let Some((arm, share_e4, _)) = first {
        return Ok((word("notice_rule_arm.arm", &arm, Arm::of)?, share_e4));
    }
    let (drawn, share_e4) = draw(keyring, rule, &person.id, holdout);
    // Whoever draws at the same time draws the same, and the first row stands.
    let (arm, share_e4): (String, i64) = both!(tx, conn => sqlx::query_as(SQL)
        .bind(rule.uuid())
        .bind(&person.id)
        .bind(drawn.code())
        .bind(share_e4)
        .bind(now.as_microsecond())
        .fetch_one(conn).await)?;
    Ok((word("notice_rule_arm.arm", &arm, Arm::of)?, share_e4))
}

/// The arm that a person draws, and the share in ten-thousandths: it follows from the instance's key, the rule and the person alone.
pub(crate) fn draw(keyring: &Keyring, rule: RuleId, person: &str, holdout: f64) -> (Arm, i64) {
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 10 000")]
    let share_e4 = (holdout.clamp(0.0, 1.0) * 10_000.0).round() as i64;
    let hash = blake3::keyed_hash(keyring.draw(), format!("{rule} {person}").as_bytes());
    let mut eight = [0; 8];
    eight.copy_from_slice(&hash.as_bytes()[..8]);
    // A 2^64th is far below what a count of people can show.
    let place = i64::try_from(u64::from_le_bytes(eight) % 10_000).unwrap_or(0);
    (if place < share_e4 { Arm::Held } else { Arm::Told }, share_e4)
}

#[cfg(test)]
mod tests {
    use kernel::Secret;

    use super::*;

    #[test]
    fn the_share_of_people_is_kept_apart_and_a_greater_share_keeps_them_there() {
        let keyring = Keyring::new(&Secret::new(vec![7; 32]));
        let rule = RuleId::from_uuid(uuid::Uuid::from_u128(1));
        let held = |share: f64| -> Vec<usize> {
            (0..20_000).filter(|it| draw(&keyring, rule, &it.to_string(), share).0 == Arm::Held).collect()
        };
        let (tenth, fifth) = (held(0.1), held(0.2));
        assert!((1_850..2_150).contains(&tenth.len()), "{}", tenth.len());
        assert!(tenth.iter().all(|it| fifth.contains(it)));
        assert_eq!(held(0.0).len(), 0);
    }

    #[test]
    fn another_rule_keeps_other_people_apart() {
        let keyring = Keyring::new(&Secret::new(vec![7; 32]));
        let arms = |rule: u128| -> Vec<Arm> {
            let rule = RuleId::from_uuid(uuid::Uuid::from_u128(rule));
            (0..1_000).map(|it| draw(&keyring, rule, &it.to_string(), 0.5).0).collect()
        };
        assert_ne!(arms(1), arms(2));
        assert_eq!(arms(1), arms(1));
    }
}
