-- The access token of a mailbox that is opened with OAuth 2, and what replaced its refresh token: sealed, as its other secrets.
ALTER TABLE mailbox ADD COLUMN access TEXT;
