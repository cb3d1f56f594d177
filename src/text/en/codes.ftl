grade-kindergarten = Kindergarten
grade-primary_1_3 = Primary 1-3
grade-primary_4_6 = Primary 4-6
grade-junior = Junior secondary
grade-senior = Senior secondary
grade-vocational = Vocational
grade-university = University
grade-community = Community (mixed ages)

level-province = Province
level-city = City
level-county = County or district
level-township = Township
level-village = Village or community
level-school = School
level-enterprise = Enterprise
level-government = Government organ

division-province = Province
division-prefecture = Prefecture
division-county = County or district
division-township = Township
division-village = Village or community
division-functional_zone = Functional zone
division-statistical_unit = Statistical unit

elder-cadre = Veteran cadre
elder-soldier = Veteran soldier
elder-expert = Veteran expert
elder-teacher = Veteran teacher
elder-model_worker = Model worker
elder-other = Other

channel-email = E-mail
channel-telephone = Telephone
channel-paper = Paper

text-status-draft = Draft
text-status-submitted = Submitted
text-status-approved = Approved
text-status-retired = Retired

request-status-submitted = Received
request-status-returned = Returned
request-status-approved = Approved, to be planned
request-status-scheduled = Scheduled
request-status-done = Done
request-status-withdrawn = Withdrawn

kind-lecture = Lecture
kind-class_talk = Class talk
kind-situational = Situational talk
kind-symposium = Symposium
kind-field_practice = Field practice
kind-contest = Contest
kind-online = Online talk
kind-law_class = Law class

session-status-proposed = Proposed
session-status-published = Published, to be confirmed
session-status-confirmed = Confirmed
session-status-delivered = Delivered
session-status-cancelled = Cancelled

part-speaker = Speaker
part-standby = Standby

answer-waiting = Waiting
answer-accepted = Accepted
answer-declined = Declined
answer-proposed = Another time proposed
answer-released = Released

listener-youth = Youths
listener-parent = Parents
listener-other = Others

basis-counted = Counted
basis-enrolment = By enrolment
basis-estimated = Estimated

figure-reported = Reported
figure-confirmed = Confirmed
figure-corrected = Corrected

role-administrator = Administrator
role-coordinator = Coordinator
role-reviewer = Reviewer
role-speaker = Speaker
role-contact = School or station contact

