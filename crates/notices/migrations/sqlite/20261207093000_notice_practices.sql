-- The practice of the collection that a rule puts to use: what its messages changed stands on the practice's sheet.
ALTER TABLE notice_rule ADD COLUMN practice TEXT;
UPDATE notice_rule SET practice = 'P13' WHERE origin IN ('{"ready":"payment"}', '{"ready":"decision"}', '{"ready":"silence"}');
UPDATE notice_rule SET practice = 'P15' WHERE origin = '{"ready":"late-answer"}';
UPDATE notice_rule SET practice = 'P16' WHERE origin = '{"ready":"missing-documents"}';
UPDATE notice_rule SET practice = 'P17' WHERE origin IN ('{"ready":"appointment"}', '{"ready":"expiry"}');
