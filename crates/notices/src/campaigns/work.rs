//! Handing campaigns over, slice by slice.

use jiff::Timestamp;
use kernel::Explain as _;
use register::StoreError;

use super::{Campaign, CampaignState, check, store};
use crate::{
    accept::{Door, Refused, accept},
    store::{services, templates},
};

/// Lines of one transaction: a page that writes meanwhile waits for no longer than that takes.
pub const SLICE: i64 = 300;

/// Hands over the next slice of the campaign that has begun the longest ago; gives how many lines it took, 0 if nothing was to be done.
///
/// All of a slice is one transaction: who is killed within it has done nothing, and the next one begins where it began.
///
/// # Errors
///
/// The register's.
pub async fn round(door: &Door, now: Timestamp) -> Result<u64, StoreError> {
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
    for row in &rows {
        let order = match check::order(&campaign, (&service, &template), row) {
            Ok(order) => order,
            Err((column, why)) => {
                store::fault(&mut tx, campaign.id, row.line, (column.as_str(), &why)).await?;
                continue;
            }
        };
        match accept(&mut tx, door, &order, now).await {
            Ok(notice) => store::taken(&mut tx, campaign.id, row.line, notice.id).await?,
            Err(Refused::Store(error)) => return Err(error),
            Err(refused) => {
                let column = column_of(&campaign, &refused);
                store::fault(&mut tx, campaign.id, row.line, (column.as_str(), &refused.message())).await?;
            }
        }
    }
    if rows.is_empty() {
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
    use std::collections::BTreeMap;

    use kernel::Euro;
    use testkit::on_both;

    use super::*;
    use crate::{
        campaigns::sheet::Row,
        notice::CampaignId,
        service::KeyKind,
        testing::{Scene, now},
    };

    async fn campaign(scene: &Scene, numbers: &[&str]) -> Campaign {
        let campaign = Campaign {
            id: CampaignId::new(now()),
            partner: scene.service.partner.clone(),
            service: scene.service.id,
            template: (scene.sms.id, scene.sms.version),
            name: "Rentrée".to_owned(),
            titles: vec!["telephone".to_owned(), "dossier".to_owned()],
            fills: BTreeMap::from([(String::new(), 0), ("dossier".to_owned(), 1)]),
            state: CampaignState::Ready,
            created_by: "product".to_owned(),
            key: None,
            key_kind: KeyKind::Live,
            reference: None,
            good: 0,
            parts: 0,
            cost: Euro(0),
            begins_at: now(),
            created_at: now(),
            confirmed_at: Some(now()),
            done_at: None,
        };
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
