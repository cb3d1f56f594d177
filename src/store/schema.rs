//! The tables as diesel knows them; migrations/ makes them, a test holds both equal.

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
    attendance (id) {
        id -> Text,
        session_id -> Text,
        grade -> Text,
        kind -> Text,
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
    reach_days (committee_id, day, theme, kind, venue_kind, campaign_id, grade) {
        committee_id -> Text,
        day -> Date,
        theme -> Text,
        kind -> Text,
        venue_kind -> Text,
        campaign_id -> Text,
        grade -> Text,
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
    bookings (session_id, resource_id) {
        session_id -> Text,
        resource_id -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
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
    reach_venues (committee_id, span, venue_id, campaign_id) {
        committee_id -> Text,
        span -> Text,
        venue_id -> Text,
        campaign_id -> Text,
        kindergarten -> Integer,
        primary_1_3 -> Integer,
        primary_4_6 -> Integer,
        junior -> Integer,
        senior -> Integer,
        vocational -> Integer,
        university -> Integer,
        community -> Integer,
    }
}

diesel::table! {
    venue_visits (span, venue_id) {
        span -> Text,
        venue_id -> Text,
        sessions -> BigInt,
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

diesel::joinable!(letter_templates -> committees (committee_id));
diesel::joinable!(committee_settings -> committees (committee_id));
diesel::joinable!(liaison_members -> liaison_areas (area_id));
diesel::joinable!(liaison_members -> committees (committee_id));
diesel::joinable!(liaison_venues -> liaison_areas (area_id));
diesel::joinable!(liaison_venues -> venues (venue_id));
diesel::joinable!(campaigns -> committees (committee_id));
diesel::joinable!(teams -> team_kinds (kind));
diesel::joinable!(teams -> committees (committee_id));
diesel::joinable!(speakers -> committees (committee_id));
diesel::joinable!(speakers -> teams (team_id));
diesel::joinable!(speaker_qualifications -> speakers (speaker_id));
diesel::joinable!(speaker_qualifications -> themes (theme));
diesel::joinable!(speaker_availability -> speakers (speaker_id));
diesel::joinable!(speaker_exceptions -> speakers (speaker_id));
diesel::joinable!(venues -> venue_kinds (kind));
diesel::joinable!(venues -> committees (committee_id));
diesel::joinable!(venue_rooms -> venues (venue_id));
diesel::joinable!(venue_enrolment -> venues (venue_id));
diesel::joinable!(venue_contacts -> venues (venue_id));
diesel::joinable!(venue_blackouts -> venues (venue_id));
diesel::joinable!(speaker_blocked_venues -> speakers (speaker_id));
diesel::joinable!(speaker_blocked_venues -> venues (venue_id));
diesel::joinable!(lectures -> themes (theme));
diesel::joinable!(lectures -> committees (committee_id));
diesel::joinable!(lecture_speakers -> lectures (lecture_id));
diesel::joinable!(lecture_speakers -> speakers (speaker_id));
diesel::joinable!(materials -> themes (theme));
diesel::joinable!(materials -> committees (committee_id));
diesel::joinable!(materials -> lectures (lecture_id));
diesel::joinable!(grants -> accounts (account_id));
diesel::joinable!(grants -> committees (committee_id));
diesel::joinable!(grants -> speakers (speaker_id));
diesel::joinable!(grants -> venues (venue_id));
diesel::joinable!(sign_in_tokens -> accounts (account_id));
diesel::joinable!(web_sessions -> accounts (account_id));
diesel::joinable!(requests -> committees (committee_id));
diesel::joinable!(requests -> venues (venue_id));
diesel::joinable!(requests -> venue_rooms (room_id));
diesel::joinable!(requests -> lectures (lecture_id));
diesel::joinable!(requests -> themes (theme));
diesel::joinable!(requests -> languages (language));
diesel::joinable!(requests -> speakers (repeat_speaker_id));
diesel::joinable!(request_windows -> requests (request_id));
diesel::joinable!(plans -> committees (committee_id));
diesel::joinable!(plan_runs -> plans (plan_id));
diesel::joinable!(plan_steps -> plans (plan_id));
diesel::joinable!(plan_items -> plans (plan_id));
diesel::joinable!(plan_items -> requests (request_id));
diesel::joinable!(plan_items -> speakers (speaker_id));
diesel::joinable!(sessions -> committees (committee_id));
diesel::joinable!(sessions -> venues (venue_id));
diesel::joinable!(sessions -> venue_rooms (room_id));
diesel::joinable!(sessions -> requests (request_id));
diesel::joinable!(sessions -> plans (plan_id));
diesel::joinable!(sessions -> campaigns (campaign_id));
diesel::joinable!(sessions -> themes (theme));
diesel::joinable!(sessions -> lectures (lecture_id));
diesel::joinable!(sessions -> languages (language));
diesel::joinable!(session_cohosts -> sessions (session_id));
diesel::joinable!(session_cohosts -> committees (committee_id));
diesel::joinable!(assignments -> sessions (session_id));
diesel::joinable!(assignments -> speakers (speaker_id));
diesel::joinable!(attendance -> sessions (session_id));
diesel::joinable!(reach_days -> committees (committee_id));
diesel::joinable!(reach_days -> themes (theme));
diesel::joinable!(targets -> committees (committee_id));
diesel::joinable!(indicators -> committees (committee_id));
diesel::joinable!(filings -> committees (committee_id));
diesel::joinable!(bookings -> sessions (session_id));
diesel::joinable!(replies -> sessions (session_id));
diesel::joinable!(talk_hours -> assignments (assignment_id));
diesel::joinable!(certificates -> speakers (speaker_id));
diesel::joinable!(certificates -> committees (committee_id));
diesel::joinable!(contest_results -> sessions (session_id));
diesel::joinable!(speaker_calendars -> speakers (speaker_id));
diesel::joinable!(sessions_untold -> sessions (session_id));
diesel::joinable!(sessions_before -> sessions (session_id));
diesel::joinable!(visits_before -> sessions (session_id));
diesel::joinable!(venues_before -> venues (venue_id));
diesel::joinable!(reach_months -> committees (committee_id));
diesel::joinable!(reach_venues -> committees (committee_id));
diesel::joinable!(reach_venues -> venues (venue_id));
diesel::joinable!(venue_visits -> venues (venue_id));

diesel::allow_tables_to_appear_in_same_query!(
    facts,
    divisions,
    committees,
    committee_settings,
    liaison_areas,
    liaison_members,
    liaison_venues,
    known_apart,
    uploads,
    campaigns,
    themes,
    team_kinds,
    venue_kinds,
    languages,
    teams,
    speakers,
    speaker_qualifications,
    speaker_availability,
    speaker_exceptions,
    venues,
    venue_rooms,
    venue_enrolment,
    venue_contacts,
    venue_blackouts,
    speaker_blocked_venues,
    lectures,
    lecture_speakers,
    materials,
    revisions,
    accounts,
    grants,
    sign_in_tokens,
    web_sessions,
    attempts,
    journal,
    requests,
    request_windows,
    plans,
    plan_items,
    plan_runs,
    plan_steps,
    sessions,
    session_cohosts,
    assignments,
    attendance,
    reach_days,
    targets,
    indicators,
    filings,
    letters,
    letter_templates,
    unsubscriptions,
    chores,
    bookings,
    replies,
    speaker_calendars,
    speaker_busy,
    speaker_busy_lifted,
    reach_months,
    reach_venues,
    venue_visits,
    sessions_untold,
    session_claims,
    sessions_before,
    visits_before,
    venues_before,
    talk_hours,
    certificates,
    contest_results,
);
