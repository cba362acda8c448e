//! Handing campaigns over, slice by slice.

use std::time::Duration;

use jiff::Timestamp;
use kernel::Explain as _;
use register::StoreError;

use super::{Campaign, CampaignState, check, posted, store};
use crate::{
    accept::{Door, Order, Refused, accept_all},
    store::{services, templates},
};

/// Lines of one transaction: a page that writes meanwhile waits for no longer than that takes.
pub const SLICE: i64 = 100;
/// The least and the most time in which others write before the next slice.
const BREATH: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// How long to pause after a slice that took so long. Whoever waits to write on SQLite looks from time to time: without a pause, this would
/// be there first each time.
pub fn breath(took: Duration) -> Duration {
    took.clamp(BREATH.0, BREATH.1)
}

/// Hands over the next slice of the campaign of which the least was handed over; gives how many lines it took, 0 if nothing was to be done.
///
/// Nothing is written where nothing is due. All of a slice is one transaction: who is killed within it has done nothing, and the next one begins where it began.
///
/// # Errors
///
/// The register's.
pub async fn round(door: &Door, now: Timestamp) -> Result<u64, StoreError> {
    // Nobody else's writing waits where nothing is due.
    let mut tx = door.db.read().await?;
    let is_due = store::is_due(&mut tx, now).await?;
    drop(tx);
    if !is_due {
        return Ok(0);
    }
    let mut tx = door.db.write().await?;
    let Some(campaign) = store::claim(&mut tx, now).await? else { return Ok(0) };
    let scope = kernel::Scope::Partner(campaign.partner.clone());
    let service = services::find(&mut tx, &scope, campaign.service).await?;
    let template = templates::version(&mut tx, campaign.service, campaign.template).await?;
    let (Some(service), Some(template)) = (service, template) else {
        // Neither is ever removed: whoever did so by hand stopped the campaign.
        store::turn(&mut tx, campaign.id, (CampaignState::Ready, CampaignState::Stopped), now).await?;
        tx.commit().await?;
        return Ok(0);
    };
    let rows = store::waiting(&mut tx, campaign.id, i64::MIN, SLICE).await?;
    let (mut lines, mut orders) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in &rows {
        match check::order(&campaign, (&service, &template), row) {
            Ok(order) => {
                lines.push(row.line);
                orders.push(order);
            }
            Err((column, why)) => {
                store::fault(&mut tx, campaign.id, row.line, (column.as_str(), &why)).await?;
            }
        }
    }
    let orders: Vec<&Order> = orders.iter().collect();
    let told = accept_all(&mut tx, door, &orders, now).await?;
    for (line, told) in lines.into_iter().zip(told) {
        match told {
            Ok(notice) => store::taken(&mut tx, campaign.id, line, notice.id).await?,
            Err(refused) => {
                let column = column_of(&campaign, &refused);
                store::fault(&mut tx, campaign.id, line, (column.as_str(), &refused.message())).await?;
            }
        }
    }
    if rows.is_empty() {
        if campaign.key.is_some() {
            posted::totalled(&mut tx, campaign.id).await?;
        }
        store::turn(&mut tx, campaign.id, (CampaignState::Ready, CampaignState::Done), now).await?;
    }
    tx.commit().await?;
    Ok(rows.len() as u64)
}

/// The title of the column that a refusal is about.
fn column_of(campaign: &Campaign, refused: &Refused) -> String {
    let name = match refused {
        Refused::Missing { names } => names.first().map_or("", String::as_str),
        _ => "",
    };
    campaign.fills.get(name).and_then(|it| campaign.titles.get(*it)).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use testkit::on_both;

    use super::*;
    use crate::{
        campaigns::sheet::Row,
        testing::{Scene, now},
    };

    async fn campaign(scene: &Scene, numbers: &[&str]) -> Campaign {
        let campaign = scene.campaign();
        let rows: Vec<Row> = (2..)
            .zip(numbers)
            .map(|(line, number)| Row { line, cells: vec![(*number).to_owned(), format!("D{line}")] })
            .collect();
        let mut tx = scene.door.db.write().await.unwrap();
        store::open(&mut tx, &campaign).await.unwrap();
        store::add_rows(&mut tx, campaign.id, &rows).await.unwrap();
        tx.commit().await.unwrap();
        campaign
    }

    on_both! {
        async fn each_line_gets_one_notice_or_a_sentence_and_the_campaign_ends(db: Db) {
            let scene = Scene::set(&db).await;
            let campaign = campaign(&scene, &["06 12 34 56 78", "12", "06 12 34 56 79"]).await;
            let mut tx = db.write().await.unwrap();
            store::add_rows(&mut tx, campaign.id, &[Row { line: 2, cells: Vec::new() }]).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(round(&scene.door, now()).await.unwrap(), 3);
            assert_eq!(round(&scene.door, now()).await.unwrap(), 0);
            assert_eq!(round(&scene.door, now()).await.unwrap(), 0);
            let mut tx = db.read().await.unwrap();
            let outcomes = store::outcomes(&mut tx, &campaign, 0, 10).await.unwrap();
            assert_eq!(outcomes.iter().map(|it| it.state.is_some()).collect::<Vec<_>>(), [true, false, true]);
            assert_eq!(outcomes[1].fault.as_ref().unwrap().0, "telephone");
            assert_eq!(store::counts(&mut tx, campaign.id).await.unwrap(), (3, 1, 0));
            let kept = store::find(&mut tx, &campaign.partner, campaign.id).await.unwrap().unwrap();
            assert_eq!(kept.state, CampaignState::Done);
        }

        async fn what_is_stopped_or_not_yet_due_does_not_leave(db: Db) {
            let scene = Scene::set(&db).await;
            let campaign = campaign(&scene, &["06 12 34 56 78"]).await;
            let early = now() - jiff::SignedDuration::from_hours(1);
            assert_eq!(round(&scene.door, early).await.unwrap(), 0);
            let mut tx = db.write().await.unwrap();
            assert!(store::turn(&mut tx, campaign.id, (CampaignState::Ready, CampaignState::Stopped), now()).await.unwrap());
            tx.commit().await.unwrap();
            assert_eq!(round(&scene.door, now()).await.unwrap(), 0);
        }

        async fn a_short_list_does_not_wait_for_the_end_of_a_long_one(db: Db) {
            let scene = Scene::set(&db).await;
            let numbers: Vec<String> = (0..900).map(|it| format!("06123{it:05}")).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            let long = campaign(&scene, &numbers).await;
            round(&scene.door, now()).await.unwrap();
            let short = campaign(&scene, &["06 99 99 99 99"]).await;
            let lines = [round(&scene.door, now()).await.unwrap(), round(&scene.door, now()).await.unwrap()];
            let mut tx = db.read().await.unwrap();
            assert_eq!(store::counts(&mut tx, short.id).await.unwrap(), (1, 0, 0), "{lines:?}");
            assert!(store::counts(&mut tx, long.id).await.unwrap().2 > 0);
        }

        async fn workers_together_hand_over_each_line_once(db: Db) {
            let scene = Scene::set(&db).await;
            let numbers: Vec<String> = (0..650).map(|it| format!("06123{it:05}")).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            let campaign = campaign(&scene, &numbers).await;
            let worker = || async {
                for _ in 0..4 {
                    round(&scene.door, now()).await.unwrap();
                }
            };
            tokio::join!(worker(), worker());
            let mut tx = db.read().await.unwrap();
            assert_eq!(store::counts(&mut tx, campaign.id).await.unwrap(), (650, 0, 0));
            let notices: i64 = store::states(&mut tx, campaign.id).await.unwrap().iter().map(|it| it.1).sum();
            assert_eq!(notices, 650);
        }
    }
}
