-- The window of a campaign is a fact that reports of earlier days look back to.
ALTER TABLE stood_before DROP CONSTRAINT stood_before_noun_check;
ALTER TABLE stood_before ADD CONSTRAINT stood_before_noun_check CHECK (noun IN ('committee', 'target', 'material', 'session', 'contest', 'regular', 'area', 'area-unit', 'campaign'));
