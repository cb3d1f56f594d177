//! Who signs in, what was done, and what is written to whom.

diesel::table! {
    uploads (account_id) {
        account_id -> Text,
        token -> Text,
        kind -> Text,
        format -> Text,
        bytes -> Binary,
        at -> Timestamp,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        language -> Text,
        elder_mode -> Bool,
        active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    grants (id) {
        id -> Text,
        account_id -> Text,
        role -> Text,
        committee_id -> Text,
        speaker_id -> Nullable<Text>,
        venue_id -> Nullable<Text>,
    }
}

diesel::table! {
    sign_in_tokens (hash) {
        hash -> Text,
        account_id -> Text,
        kind -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    web_sessions (hash) {
        hash -> Text,
        account_id -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    attempts (id) {
        id -> Text,
        bucket -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    journal (id) {
        id -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        acted_for -> Text,
        action -> Text,
        noun -> Text,
        noun_id -> Text,
        committee_path -> Text,
        before -> Text,
        after -> Text,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        dedup_key -> Text,
        kind -> Text,
        subject_id -> Text,
        recipient_kind -> Text,
        recipient_id -> Text,
        committee_path -> Text,
        sequence -> Integer,
        facts -> Text,
        state -> Text,
        priority -> Integer,
        not_before -> Timestamp,
        not_after -> Nullable<Timestamp>,
        message_id -> Text,
        to_name -> Text,
        to_address -> Text,
        subject_line -> Text,
        body_text -> Text,
        spoken -> Text,
        phone -> Text,
        bytes -> Nullable<Binary>,
        claimed_by -> Text,
        lease_until -> Nullable<Timestamp>,
        attempts -> Integer,
        last_error -> Text,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        handled_by -> Text,
        handled_at -> Nullable<Timestamp>,
        outcome -> Text,
        gathered_into -> Text,
    }
}

diesel::table! {
    letter_templates (committee_id, kind, reader, language) {
        committee_id -> Text,
        kind -> Text,
        reader -> Text,
        language -> Text,
        subject -> Text,
        opening -> Text,
        changed_at -> Timestamp,
        changed_by -> Text,
        version -> Integer,
    }
}

diesel::table! {
    unsubscriptions (recipient_kind, recipient_id) {
        recipient_kind -> Text,
        recipient_id -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    chores (name) {
        name -> Text,
        last_run -> Timestamp,
    }
}

diesel::table! {
    replies (id) {
        id -> Text,
        read_at -> Timestamp,
        outcome -> Text,
        session_id -> Nullable<Text>,
        speaker_id -> Nullable<Text>,
        given_at -> Nullable<Timestamp>,
    }
}
