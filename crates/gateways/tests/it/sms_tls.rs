//! An SMPP centre that is spoken to in TLS, and what is told when that cannot be.

use std::{fs, time::Duration};

use gateways::carrier::{Carrier as _, Line, setting::SmppAddress, smpp::Times};
use kernel::Lang;
use tokio::time::timeout;

use crate::sms_peer::{Centre, address, given, message, start};

/// What is never reached where all is well.
const PATIENCE: Duration = Duration::from_mins(1);

/// The centre in TLS, and the authority that signed its certificate.
fn secure(user: &str) -> Option<(SmppAddress, Vec<u8>)> {
    let place = given("TEST_SMPPS")?;
    let address = address(&place.replace("smpps://", &format!("smpps://{user}:secret@")));
    Some((address, fs::read(given("TEST_SMPPS_CA")?).unwrap()))
}

/// What an administrator is told of a line that cannot be made.
async fn problem(address: SmppAddress) -> String {
    let (smpp, _) = start(address, Times { open_max: Duration::from_secs(5), ..Times::default() });
    let told = async {
        loop {
            if let Some(problem) = smpp.problem() {
                return problem.say(Lang::En);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let told = timeout(PATIENCE, told).await.unwrap();
    assert!(matches!(smpp.line(), Line::Down { .. }));
    told
}

#[tokio::test]
async fn a_message_goes_through_a_centre_in_tls() {
    let Some((mut address, authority)) = secure("tls") else { return };
    address.extra_root = Some(authority);
    let (smpp, _) = start(address, Times::default());
    timeout(PATIENCE, smpp.connected()).await.unwrap();
    smpp.send(&message("+33612345678", "Votre dossier est prêt")).await.unwrap();
    let centre = Centre::of("tls").unwrap();
    assert_eq!(centre.happened("received=1").await.received[0]["text"], "Votre dossier est prêt");
    assert!(smpp.line() == Line::Up && smpp.problem().is_none());
}

#[tokio::test]
async fn a_line_that_is_not_to_be_trusted_is_not_made_and_it_is_said_what_to_mend() {
    let Some((address, authority)) = secure("tls-wrong") else { return };
    let trusted = SmppAddress { extra_root: Some(authority), ..address.clone() };
    let other_name = SmppAddress { host: "127.0.0.1".to_owned(), ..trusted.clone() };
    let clear_port = given("TEST_SMPP").unwrap().rsplit(':').next().unwrap().parse().unwrap();
    let no_tls = SmppAddress { port: clear_port, ..trusted.clone() };
    let no_root = SmppAddress { extra_root: Some(b"no certificate".to_vec()), ..address.clone() };
    for (address, wanted) in [
        (address, "an authority that this server does not know"),
        (other_name, "not that of 127.0.0.1"),
        (no_tls, "does not speak TLS on this port"),
        (no_root, "not a PEM certificate"),
    ] {
        let told = problem(address).await;
        assert!(told.contains(wanted), "{told}, not: {wanted}");
    }
    assert_eq!(Centre::of("tls-wrong").unwrap().happened("").await.binds, 0);
}

#[tokio::test]
async fn a_password_that_is_refused_is_told() {
    let Some((mut address, authority)) = secure("tls-login") else { return };
    address.extra_root = Some(authority);
    address.password = kernel::Secret::new("wrong".to_owned());
    let told = problem(address).await;
    assert!(told.contains("refuses the user or the password"), "{told}");
}
