-- Messages are counted for a person and for all whom they were found to be.
CREATE INDEX usager_merged ON usager (merged_into) WHERE merged_into IS NOT NULL;
-- Other parts of the product read what happened in order.
CREATE INDEX request_event_order ON request_event (at_us, event_id);
