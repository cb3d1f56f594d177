//! The tables as diesel knows them; migrations/ makes them, a test holds both equal.

mod people;
mod planning;
mod reach;
mod registers;

pub(crate) use people::{
    accounts, attempts, chores, grants, journal, letter_templates, letters, replies, sign_in_tokens, unsubscriptions,
    uploads, web_sessions,
};
pub(crate) use planning::{
    assignments, bookings, plan_items, plan_runs, plan_steps, plans, request_windows, requests, session_cohosts,
    sessions, speaker_busy, speaker_busy_lifted, speaker_calendars,
};
pub(crate) use reach::{
    attendance, certificates, contest_results, filings, indicators, reach_days, reach_months, reach_peaks,
    session_claims, sessions_before, sessions_untold, stood_before, talk_hours, targets, venue_tallies, venues_before,
    visits_before,
};
pub(crate) use registers::{
    campaigns, committee_settings, committees, divisions, facts, known_apart, languages, lecture_speakers, lectures,
    liaison_areas, liaison_members, liaison_venues, materials, revisions, speaker_availability, speaker_blocked_venues,
    speaker_exceptions, speaker_qualifications, speakers, team_kinds, teams, themes, venue_blackouts, venue_contacts,
    venue_enrolment, venue_kinds, venue_rooms, venues,
};

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
diesel::joinable!(reach_peaks -> committees (committee_id));
diesel::joinable!(reach_peaks -> venues (venue_id));
diesel::joinable!(venue_tallies -> venues (venue_id));

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
    reach_peaks,
    venue_tallies,
    sessions_untold,
    session_claims,
    sessions_before,
    visits_before,
    venues_before,
    talk_hours,
    certificates,
    contest_results,
);
