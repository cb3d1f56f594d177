no-such-committee = 没有这个单位，或者它不归您管。
no-such-campaign = 没有这个主题活动。
no-such-speaker = 没有这位宣讲员，或者不归您管。
no-such-venue = 没有这个学校或站点，或者不归您管。
no-such-team = 没有这个团队，或者不归您管。
no-such-lecture = 没有这个课题。
no-such-material = 没有这篇教材。
