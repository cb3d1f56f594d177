//! Requests, plans, sessions, and what holds people and rooms.

diesel::table! {
    requests (id) {
        id -> Text,
        code -> Text,
        series_id -> Nullable<Text>,
        series_index -> Integer,
        series_count -> Integer,
        repeat -> Text,
        committee_id -> Text,
        venue_id -> Text,
        room_id -> Nullable<Text>,
        lecture_id -> Nullable<Text>,
        theme -> Nullable<Text>,
        grade -> Text,
        headcount -> Integer,
        minutes -> Integer,
        language -> Text,
        teacher -> Text,
        teacher_phone -> Text,
        school_approval -> Text,
        priority_pct -> Integer,
        repeat_speaker_id -> Nullable<Text>,
        note -> Text,
        status -> Text,
        return_reason -> Text,
        asked_by -> Text,
        created_at -> Timestamp,
        changed_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    request_windows (request_id, rank) {
        request_id -> Text,
        rank -> Integer,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    plans (id) {
        id -> Text,
        committee_id -> Text,
        from_day -> Date,
        to_day -> Date,
        status -> Text,
        objective -> BigInt,
        bound -> BigInt,
        seed -> BigInt,
        seconds -> Double,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        published_at -> Nullable<Timestamp>,
        by_name -> Text,
        version -> Integer,
    }
}

diesel::table! {
    plan_items (plan_id, request_id) {
        plan_id -> Text,
        request_id -> Text,
        speaker_id -> Nullable<Text>,
        starts_at -> Nullable<Timestamp>,
        pinned -> Bool,
        reasons -> Text,
    }
}

diesel::table! {
    plan_runs (plan_id) {
        plan_id -> Text,
        state -> Text,
        phase -> Text,
        objective -> Nullable<BigInt>,
        bound -> Nullable<BigInt>,
        time_limit -> Integer,
        stop_asked -> Bool,
        failure -> Text,
        heartbeat_at -> Timestamp,
        basis -> Text,
        copied_from -> Nullable<Text>,
    }
}

diesel::table! {
    plan_steps (plan_id, step) {
        plan_id -> Text,
        step -> Integer,
        changes -> Text,
        undone -> Bool,
        by_name -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        code -> Text,
        uid -> Text,
        committee_id -> Text,
        venue_id -> Text,
        room_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        plan_id -> Nullable<Text>,
        campaign_id -> Nullable<Text>,
        kind -> Text,
        theme -> Text,
        lecture_id -> Nullable<Text>,
        grade -> Text,
        language -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        day -> Date,
        planned -> Integer,
        status -> Text,
        cancel_reason -> Text,
        teacher -> Text,
        teacher_phone -> Text,
        school_approval -> Text,
        override_reason -> Text,
        online_views -> BigInt,
        pickup_by -> Text,
        pickup_at -> Nullable<Timestamp>,
        companion -> Text,
        sequence -> Integer,
        changed_at -> Timestamp,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    session_cohosts (session_id, committee_id) {
        session_id -> Text,
        committee_id -> Text,
    }
}

diesel::table! {
    assignments (id) {
        id -> Text,
        session_id -> Text,
        speaker_id -> Text,
        role -> Text,
        answer -> Text,
        pinned -> Bool,
        invited_at -> Nullable<Timestamp>,
        answer_by -> Nullable<Timestamp>,
        answered_at -> Nullable<Timestamp>,
        answered_through -> Text,
        proposed_start -> Nullable<Timestamp>,
        note -> Text,
        changed_at -> Timestamp,
        still_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bookings (session_id, resource_id) {
        session_id -> Text,
        resource_id -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    speaker_calendars (speaker_id) {
        speaker_id -> Text,
        address -> Text,
        read_at -> Nullable<Timestamp>,
        etag -> Text,
        last_modified -> Text,
        doubtful -> Integer,
        tried_at -> Timestamp,
        failure -> Text,
        failures -> Integer,
        next_at -> Nullable<Timestamp>,
        version -> Integer,
        expanded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    speaker_busy (speaker_id, starts_at) {
        speaker_id -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    speaker_busy_lifted (speaker_id, starts_at) {
        speaker_id -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
    }
}
