//! Real conversations with a mail server that goes wrong at every point.

use crate::smtp::{Fault, Server};
use xinhuo::config::{Config, Settings};
use xinhuo::mail::{Mail, Outcome, Parcel};

fn mail(route: &str) -> Mail {
    let settings = Settings { mail: Some(route.into()), mail_lease: Some("5s".to_owned()), ..Settings::default() };
    Mail::of(&Config::read(&settings).unwrap())
}

fn parcel() -> Parcel {
    Parcel {
        id: "0190-a".to_owned(),
        from: "xinhuo@example.cn".to_owned(),
        to: "wang@example.cn".to_owned(),
        bytes: b"Subject: x\r\n\r\n.a line that begins with a dot\r\nend\r\n".to_vec(),
    }
}

async fn outcome(fault: Fault) -> (Outcome, Server) {
    let server = Server::start(&[fault]).await;
    (mail(&server.route()).send(&parcel()).await, server)
}

#[tokio::test]
async fn a_letter_that_is_taken_arrives_byte_for_byte() {
    let (outcome, server) = outcome(Fault::None).await;
    assert_eq!(outcome, Outcome::Sent);
    let taken = server.taken.lock().unwrap()[0].clone();
    assert_eq!(taken.trim_end(), String::from_utf8(parcel().bytes).unwrap().trim_end());
}

#[tokio::test]
async fn not_now_is_temporary_wherever_it_is_said() {
    let faults = [
        Fault::Greeting("421 busy"),
        Fault::Greeting("554 no service here"),
        Fault::Recipient("450 greylisted"),
        Fault::End("451 try again"),
        Fault::DropBeforeDot,
        Fault::DropAfterDot,
    ];
    for fault in faults {
        let (outcome, _) = outcome(fault).await;
        assert!(matches!(outcome, Outcome::Temporary(_)), "{fault:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn never_is_permanent_and_says_that_it_is_about_the_reader() {
    for fault in [Fault::Recipient("550 no such mailbox"), Fault::End("554 refused")] {
        let (outcome, server) = outcome(fault).await;
        assert!(matches!(&outcome, Outcome::Permanent { reader: true, why } if why.contains("55")), "{outcome:?}");
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up_before_the_lease_ends() {
    let begun = std::time::Instant::now();
    let (outcome, _) = outcome(Fault::Silence).await;
    assert!(matches!(outcome, Outcome::Temporary(_)), "{outcome:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "the lease is 5 s");
}

#[tokio::test]
async fn a_server_that_is_down_is_temporary_and_not_reachable() {
    let nobody = mail("smtp://127.0.0.1:1");
    assert!(matches!(nobody.send(&parcel()).await, Outcome::Temporary(_)));
    assert!(nobody.reachable().await.is_err());
    let server = Server::start(&[]).await;
    assert_eq!(mail(&server.route()).reachable().await, Ok(()));
}

#[tokio::test]
async fn a_letter_written_to_a_folder_again_takes_its_own_place() {
    let folder = tempfile::tempdir().unwrap();
    let route = format!("dir:{}", folder.path().join("mail").display());
    for _ in 0..2 {
        assert_eq!(mail(&route).send(&parcel()).await, Outcome::Sent);
    }
    let files: Vec<_> =
        std::fs::read_dir(folder.path().join("mail")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(files, ["0190-a.eml"]);
    assert_eq!(std::fs::read(folder.path().join("mail/0190-a.eml")).unwrap(), parcel().bytes);
}
