//! The registers: divisions, committees, speakers, venues, lectures.

diesel::table! {
    facts (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    divisions (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        name_en -> Text,
        level -> Text,
        parent_code -> Nullable<Text>,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

diesel::table! {
    committees (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        level -> Text,
        parent_id -> Nullable<Text>,
        path -> Text,
        division_code -> Nullable<Text>,
        phone -> Text,
        email -> Text,
        feed_generation -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    committee_settings (committee_id, name) {
        committee_id -> Text,
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    liaison_areas (id) {
        id -> Text,
        name -> Text,
        committee_id -> Text,
        convener_id -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    liaison_members (committee_id) {
        committee_id -> Text,
        area_id -> Text,
    }
}

diesel::table! {
    liaison_venues (venue_id) {
        venue_id -> Text,
        area_id -> Text,
    }
}

diesel::table! {
    known_apart (noun, one_id, other_id) {
        noun -> Text,
        one_id -> Text,
        other_id -> Text,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        slogan -> Text,
        from_day -> Date,
        to_day -> Date,
        committee_id -> Text,
    }
}

diesel::table! {
    themes (code) {
        code -> Text,
        name_en -> Text,
        position -> Integer,
        retired -> Bool,
    }
}

diesel::table! {
    team_kinds (code) {
        code -> Text,
        name_en -> Text,
        position -> Integer,
        retired -> Bool,
    }
}

diesel::table! {
    venue_kinds (code) {
        code -> Text,
        name -> Text,
        name_en -> Text,
        position -> Integer,
        keeps_terms -> Bool,
        retired -> Bool,
    }
}

diesel::table! {
    languages (code) {
        code -> Text,
        name -> Text,
        name_en -> Text,
        position -> Integer,
        retired -> Bool,
    }
}

diesel::table! {
    teams (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        committee_id -> Text,
        brand -> Text,
        members -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    speakers (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        elder_kind -> Text,
        birth_year -> Nullable<Integer>,
        committee_id -> Text,
        team_id -> Nullable<Text>,
        township_code -> Text,
        phone -> Text,
        email -> Text,
        channel -> Text,
        languages -> Text,
        per_day -> Integer,
        per_week -> Integer,
        per_month -> Integer,
        min_rest_days -> Integer,
        max_travel_km -> Integer,
        wish_per_month -> Integer,
        earliest -> Nullable<Integer>,
        latest -> Nullable<Integer>,
        no_stairs -> Bool,
        needs_companion -> Bool,
        appointed_until -> Nullable<Date>,
        checked_until -> Nullable<Date>,
        insured_until -> Nullable<Date>,
        consent_public_name -> Bool,
        active -> Bool,
        merged_into -> Nullable<Text>,
        feed_generation -> Integer,
        email_bad -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    speaker_qualifications (speaker_id, theme, grade) {
        speaker_id -> Text,
        theme -> Text,
        grade -> Text,
    }
}

diesel::table! {
    speaker_availability (speaker_id, weekday, from_minute) {
        speaker_id -> Text,
        weekday -> Integer,
        from_minute -> Integer,
        to_minute -> Integer,
    }
}

diesel::table! {
    speaker_exceptions (speaker_id, day, from_minute) {
        speaker_id -> Text,
        day -> Date,
        is_off -> Bool,
        from_minute -> Integer,
        to_minute -> Integer,
    }
}

diesel::table! {
    venues (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        tier -> Text,
        committee_id -> Text,
        township_code -> Text,
        lat -> Double,
        lon -> Double,
        bells -> Text,
        stairs -> Bool,
        pickup -> Bool,
        active -> Bool,
        merged_into -> Nullable<Text>,
        feed_generation -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    venue_rooms (id) {
        id -> Text,
        venue_id -> Text,
        name -> Text,
        capacity -> Integer,
    }
}

diesel::table! {
    venue_enrolment (venue_id, grade) {
        venue_id -> Text,
        grade -> Text,
        count -> Integer,
    }
}

diesel::table! {
    venue_contacts (id) {
        id -> Text,
        venue_id -> Text,
        name -> Text,
        phone -> Text,
        email -> Text,
        position -> Integer,
        email_bad -> Bool,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    venue_blackouts (venue_id, from_day) {
        venue_id -> Text,
        from_day -> Date,
        to_day -> Date,
        reason -> Text,
    }
}

diesel::table! {
    speaker_blocked_venues (speaker_id, venue_id) {
        speaker_id -> Text,
        venue_id -> Text,
    }
}

diesel::table! {
    lectures (id) {
        id -> Text,
        code -> Text,
        title -> Text,
        outline -> Text,
        needs -> Text,
        theme -> Text,
        grades -> Text,
        minutes -> Integer,
        committee_id -> Text,
        status -> Text,
        approved_until -> Nullable<Date>,
        revision -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    lecture_speakers (lecture_id, speaker_id) {
        lecture_id -> Text,
        speaker_id -> Text,
    }
}

diesel::table! {
    materials (id) {
        id -> Text,
        code -> Text,
        title -> Text,
        kind -> Text,
        theme -> Text,
        committee_id -> Text,
        lecture_id -> Nullable<Text>,
        author -> Text,
        version -> Integer,
        status -> Text,
        approved_by -> Text,
        approved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    revisions (id) {
        id -> Text,
        noun -> Text,
        noun_id -> Text,
        revision -> Integer,
        title -> Text,
        body -> Text,
        status -> Text,
        note -> Text,
        by_name -> Text,
        at -> Timestamp,
    }
}
