no-such-committee = There is no such committee, or it is not yours to see.
no-such-campaign = There is no such campaign.
no-such-speaker = There is no such speaker, or not one that you may see.
no-such-venue = There is no such school or station, or not one that you may see.
no-such-team = There is no such team, or not one that you may see.
no-such-lecture = There is no such lecture.
no-such-material = There is no such material.
