//! Headcounts, their sums and history, targets, filings, and what a speaker gave.

diesel::table! {
    attendance (session_id, grade, kind, turn) {
        session_id -> Text,
        grade -> Text,
        kind -> Text,
        turn -> Integer,
        headcount -> Integer,
        basis -> Text,
        left_behind -> Integer,
        migrant -> Integer,
        hardship -> Integer,
        state -> Text,
        note -> Text,
        rating -> Nullable<Integer>,
        reported_by -> Text,
        reported_at -> Timestamp,
        confirmed_by -> Text,
        confirmed_at -> Nullable<Timestamp>,
        replaced_at -> Nullable<Timestamp>,
        correction_reason -> Text,
        counted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reach_days (day, committee_id, theme, kind, venue_kind, campaign_id) {
        day -> Date,
        committee_id -> Text,
        theme -> Text,
        kind -> Text,
        venue_kind -> Text,
        campaign_id -> Text,
        sessions -> BigInt,
        talks -> BigInt,
        youth -> BigInt,
        parents -> BigInt,
        others -> BigInt,
        field_persons -> BigInt,
        online_views -> BigInt,
        left_behind -> BigInt,
        migrant -> BigInt,
        hardship -> BigInt,
    }
}

diesel::table! {
    targets (id) {
        id -> Text,
        committee_id -> Text,
        period -> Text,
        measure -> Text,
        theme -> Text,
        grade -> Text,
        venue_kind -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    indicators (id) {
        id -> Text,
        committee_id -> Text,
        year -> Integer,
        name -> Text,
        numerator -> BigInt,
        denominator -> BigInt,
        source -> Text,
        counted_on -> Nullable<Date>,
    }
}

diesel::table! {
    filings (committee_id, period) {
        committee_id -> Text,
        period -> Text,
        state -> Text,
        reason -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    reach_months (committee_id, campaign_id, part, month, name) {
        committee_id -> Text,
        campaign_id -> Text,
        part -> Text,
        month -> Text,
        name -> Text,
        sessions -> BigInt,
        talks -> BigInt,
        youth -> BigInt,
        parents -> BigInt,
        others -> BigInt,
        field_persons -> BigInt,
        online_views -> BigInt,
        left_behind -> BigInt,
        migrant -> BigInt,
        hardship -> BigInt,
    }
}

diesel::table! {
    reach_peaks (committee_id, campaign_id, venue_id) {
        committee_id -> Text,
        campaign_id -> Text,
        venue_id -> Text,
        days -> Binary,
        years -> Binary,
    }
}

diesel::table! {
    venue_tallies (venue_id) {
        venue_id -> Text,
        visits -> Binary,
        enrolled -> Binary,
    }
}

diesel::table! {
    sessions_untold (session_id) {
        session_id -> Text,
    }
}

diesel::table! {
    session_claims (session_id, other_id) {
        session_id -> Text,
        other_id -> Text,
    }
}

diesel::table! {
    sessions_before (id) {
        id -> Text,
        session_id -> Text,
        until_at -> Timestamp,
        committee_id -> Text,
        venue_id -> Text,
        day -> Date,
        theme -> Text,
        kind -> Text,
        venue_kind -> Text,
        campaign_id -> Text,
        grade -> Text,
        talks -> BigInt,
        online_views -> BigInt,
    }
}

diesel::table! {
    visits_before (id) {
        id -> Text,
        session_id -> Text,
        until_at -> Timestamp,
        venue_id -> Text,
        day -> Date,
        campaign_id -> Text,
    }
}

diesel::table! {
    stood_before (id) {
        id -> Text,
        noun -> Text,
        subject -> Text,
        until_at -> Timestamp,
        told -> Text,
    }
}

diesel::table! {
    venues_before (id) {
        id -> Text,
        venue_id -> Text,
        until_at -> Timestamp,
        committee_id -> Text,
        enrolment -> Text,
    }
}

diesel::table! {
    talk_hours (assignment_id) {
        assignment_id -> Text,
        preparation_minutes -> Integer,
        travel_minutes -> Integer,
        noted_by -> Text,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    certificates (id) {
        id -> Text,
        number -> Nullable<Text>,
        speaker_id -> Text,
        committee_id -> Text,
        from_day -> Date,
        to_day -> Date,
        state -> Text,
        attested -> Text,
        asked_at -> Timestamp,
        issued_by -> Text,
        issued_at -> Nullable<Timestamp>,
        ended_by -> Text,
        ended_at -> Nullable<Timestamp>,
        reason -> Text,
    }
}

diesel::table! {
    contest_results (session_id) {
        session_id -> Text,
        entrants -> Integer,
        winners -> Integer,
        noted_by -> Text,
        noted_at -> Timestamp,
    }
}
