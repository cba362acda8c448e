-- People whose data was removed: keyed hashes of the ways by which they were reached (mail::Keys::person), so that what is older than
-- the erasure does not come back by an import. Kept as long as the partner: it is the proof.
CREATE TABLE erasure (
    erasure_id UUID NOT NULL,
    way_hash   TEXT NOT NULL,
    partner    TEXT NOT NULL REFERENCES partner (code),
    requests   BIGINT NOT NULL,
    contacts   BIGINT NOT NULL,
    files      BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    at_us      BIGINT NOT NULL,
    PRIMARY KEY (erasure_id, way_hash)
);
CREATE INDEX erasure_way ON erasure (partner, way_hash, at_us);
-- When what was said about a request was removed, because it was closed for long; null again once it opens or something is added.
ALTER TABLE request ADD COLUMN emptied_at_us BIGINT;
-- When something of a request was last imported from before; null: all of it came as it happened. How long texts are kept runs from it,
-- and what was answered elsewhere says nothing of how fast one answers here.
ALTER TABLE request ADD COLUMN imported_at_us BIGINT;
-- What the sweep looks at: the oldest first, without those that are done.
CREATE INDEX request_kept ON request (closed_at_us) WHERE emptied_at_us IS NULL;
CREATE INDEX arrival_apart ON arrival (kept_at_us) WHERE contact_id IS NULL AND (kind IS NULL OR kind <> 'erased');
CREATE INDEX request_merged ON request (merged_into) WHERE merged_into IS NOT NULL;
