//! A speaker's own calendar over https: whom the program trusts, and whom not.
//!
//! The certificates of `harness/tls` are made for these tests alone: `good` and `elsewhere` hold
//! until 2095, `expired` held in January 2025, all signed by `ca`.

use crate::harness::browser::Seen;
use crate::harness::{Base, Browser, World, settings};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use xinhuo::app::App;
use xinhuo::config::Config;
use xinhuo::fetch::{Fetched, Marks, Outside};
use xinhuo::speakers::own_calendar::Failure;
use xinhuo::store::StoreError;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n\
                        DTSTART:20261201T000000Z\r\nDTEND:20261201T033000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn pem(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/it/harness/tls", &format!("{name}.pem")].iter().collect()
}

fn listen(answer: impl Fn(TcpStream) -> Option<()> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (at, answer) = (listener.local_addr().unwrap(), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(stream.unwrap()));
        }
    });
    at
}

/// A server that shows this certificate and answers everything with the calendar.
fn https(certificate: &str) -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_file(pem(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(pem("key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(versions.with_no_client_auth().with_single_cert(chain, key).unwrap());
    listen(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
        }
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{CALENDAR}", CALENDAR.len()).ok()?;
        stream.conn.send_close_notify();
        stream.flush().ok()
    })
}

/// A server that can no more than TLS 1.1: its hello says so.
fn old_tls() -> SocketAddr {
    listen(|mut stream| {
        let mut hello = [0; 512];
        // whatever came of the hello, the answer is the same
        let _heard = stream.read(&mut hello).ok()?;
        // record, handshake, version 3.2, 32 bytes of chance, no session, a suite of that time, no packing
        let mut answer = vec![22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
        answer.extend([7; 32]);
        answer.extend([0, 0xc0, 0x13, 0]);
        stream.write_all(&answer).ok()?;
        stream.read_to_end(&mut Vec::new()).ok().map(drop)
    })
}

/// A server that speaks no TLS at all.
fn plain() -> SocketAddr {
    listen(|mut stream| stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok())
}

async fn connect(browser: &Browser, at: SocketAddr) -> Seen {
    let page = browser.get("/my/busy").await;
    browser.send(&page, "/my/busy/address", &[("address", &format!("webcal://{at}/a.ics"))]).await
}

/// By the page, as the settings say: our own authority's servers are read, all others are not.
#[tokio::test]
async fn only_a_server_with_a_good_certificate_is_read() {
    let bad = [https("expired"), https("elsewhere"), old_tls(), plain()];
    let good = https("good");
    let allow = |s: &mut xinhuo::config::Settings| {
        let all: Vec<String> = bad.iter().chain([&good]).map(ToString::to_string).collect();
        s.fetch_allow = Some(all.join(","));
    };
    let trusting = World::with(Base::Sqlite, |s| {
        allow(s);
        s.ca_file = Some(pem("ca").to_str().unwrap().to_owned());
    })
    .await;
    let wang = trusting.as_speaker().await;
    for at in bad {
        let page = connect(&wang, at).await;
        assert!(page.status == 422 && page.says("连接不安全"), "{at} {}: {}", page.status, page.text());
    }
    let page = connect(&wang, good).await;
    assert!(page.status == 200 && page.says("日历读到了"), "{}: {}", page.status, page.text());
    assert!(page.says("12月1日"), "{}", page.text());
    // nobody but the public authorities, or another authority of our own
    for other in [None, Some(pem("other").to_str().unwrap().to_owned())] {
        let world = World::with(Base::Sqlite, |s| {
            allow(s);
            s.ca_file = other;
        })
        .await;
        let page = connect(&world.as_speaker().await, good).await;
        assert!(page.status == 422 && page.says("连接不安全"), "{}: {}", page.status, page.text());
    }
}

/// By the name: it is the name of the address that must stand in the certificate.
#[tokio::test]
async fn a_certificate_holds_for_its_names_alone() {
    let (good, elsewhere) = (https("good"), https("elsewhere"));
    let of = |ca: &str| Outside { allowed: vec![good, elsewhere], ca_file: Some(pem(ca)), ..Outside::default() };
    let fetch = async |at: SocketAddr, ca| {
        of(ca).fetch(&format!("https://localhost:{}/a.ics", at.port()), &Marks::default()).await
    };
    assert!(matches!(fetch(good, "ca").await, Ok(Fetched::Copy(..))));
    assert_eq!(fetch(elsewhere, "ca").await, Err(Failure::Insecure));
    assert_eq!(fetch(good, "other").await, Err(Failure::Insecure));
    assert_eq!(fetch(good, "no-such-file").await, Err(Failure::Insecure));
}

/// A file that holds no certificate is told at the start, not at the first calendar.
#[test]
fn a_file_of_authorities_must_hold_one() {
    for file in ["no-such-file", "key"] {
        let mut settings = settings("sqlite:never-made/x.db");
        settings.ca_file = Some(pem(file).to_str().unwrap().to_owned());
        let told = App::build(Config::read(&settings).unwrap(), None).map(drop).unwrap_err();
        assert!(matches!(told, StoreError::Refused(no) if no.key == "bad-setting"), "{file}");
    }
}
