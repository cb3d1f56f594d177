//! xinhuo (薪火): lectures of veteran speakers for schools and outreach stations.
//!
//! # Code map, in reading order
//!
//! | room | what lives there | may import |
//! |---|---|---|
//! | [`kernel`] | ids, days and windows in Asia/Shanghai, clock, refusals | nothing |
//! | [`text`] | every sentence that a person reads, in Chinese and English | kernel |
//! | [`tables`] | spreadsheets in and out | kernel |
//! | [`config`] | the settings | kernel |
//! | [`tls`] | TLS towards the outside | nothing |
//! | [`committees`] | divisions, the committee tree, campaigns, editable lists | the above |
//! | [`accounts`] | who signs in, and what each may do: all permission questions | the above |
//! | [`speakers`] [`venues`] [`lectures`] | the registers | rank 1 and below |
//! | [`requests`] | what a school asked for (点单) | registers |
//! | [`sessions`] | an agreed lecture (场次) and its transitions | requests and below |
//! | [`matching`] | who goes where, and why | sessions and below |
//! | [`attendance`] | headcounts reported, confirmed, corrected | sessions and below |
//! | [`reach`] | confirmed headcounts added up, targets, the press sentence | attendance and below |
//! | [`service`] | what a speaker gave: talks, hours, the certificate | attendance and below |
//! | [`calendars`] | iCalendar in and out, days off | attendance and below |
//! | [`reminders`] | which letters are due, and their words | calendars, reach and below |
//! | [`store`] | the only diesel | the domain |
//! | [`mail`] | the only lettre | the domain |
//! | [`mailbox`] | answers and bounces from a maildir or IMAP | the domain |
//! | [`fetch`] | the only outward HTTP: speakers' calendars, bounded, never into a private network | calendars and below |
//! | [`app`] | store, mail, clock, settings and the days off as they stand now, built once | store, mail and below |
//! | [`actions`] | what a person or the clock makes happen, one function an action | app and below |
//! | [`web`] [`worker`] [`demo`] | pages, loops, the sample city | actions and below |
//! | [`cli`] | the commands | everything |
//!
//! A write goes web, cli or worker → actions → store loads → the domain decides → store saves the
//! change, the letters owed and the journal line in one transaction. A page reads the store
//! directly. `tests/it/layering.rs` holds who may import whom.
//!
//! Where to look first: addresses stand in the `routes` of each noun's `web/NOUN/mod.rs`; a form of
//! a register and a line of its file are one thing (`web/record.rs`, `actions/import/kinds/`); the
//! outbox is `store/letters/outbox/`; what SQLite and PostgreSQL cannot share, and how their
//! outages are told, is `store/dialect.rs`; how facts stood on an earlier day is `store/history/`; what gives a form back after one is `web/trouble.rs`.

pub mod accounts;
pub mod actions;
pub mod app;
pub mod attendance;
pub mod calendars;
pub mod cli;
pub mod committees;
pub mod config;
pub mod demo;
pub mod fetch;
pub mod kernel;
pub mod lectures;
pub mod mail;
pub mod mailbox;
pub mod matching;
pub mod reach;
pub mod reminders;
pub mod requests;
pub mod service;
pub mod sessions;
pub mod speakers;
pub mod store;
pub mod tables;
pub mod text;
pub mod tls;
pub mod venues;
pub mod web;
pub mod worker;
