-- Statements of src/identity/users/people.repository.ts, written by `npm run sql:generate`.

-- listPeople
-- returns id integer, name text, email text, role user_role, active boolean, hasAccount boolean, notes text, createdAt timestamp with time zone, lastSignInAt timestamp with time zone?, emails json, organization json?
SELECT u.id, u.name, u.email, u.role, u.active, u.has_account AS "hasAccount", u.notes,
  u.created_at AS "createdAt", u.last_sign_in_at AS "lastSignInAt",
  (SELECT coalesce(json_agg(json_build_object('email', e.address, 'verified', e.verified)
    ORDER BY e.address <> u.email, e.address), '[]') FROM user_emails e WHERE e.user_id = u.id) AS emails,
  (SELECT json_build_object('id', o.id, 'name', o.name) FROM organizations o
    WHERE o.id = u.organization_id) AS organization
FROM users u WHERE u.role = ANY ($1::user_role[]) AND u.active = $2 AND u.has_account = $3 AND u.organization_id = ANY ($4::integer[]) AND lower(u.name) || ' ' || u.email || u.other_emails LIKE $5 AND u.id < $6::bigint ORDER BY u.id DESC LIMIT $7;
-- returns id integer, name text, email text, role user_role, active boolean, hasAccount boolean, notes text, createdAt timestamp with time zone, lastSignInAt timestamp with time zone?, emails json, organization json?
SELECT u.id, u.name, u.email, u.role, u.active, u.has_account AS "hasAccount", u.notes,
  u.created_at AS "createdAt", u.last_sign_in_at AS "lastSignInAt",
  (SELECT coalesce(json_agg(json_build_object('email', e.address, 'verified', e.verified)
    ORDER BY e.address <> u.email, e.address), '[]') FROM user_emails e WHERE e.user_id = u.id) AS emails,
  (SELECT json_build_object('id', o.id, 'name', o.name) FROM organizations o
    WHERE o.id = u.organization_id) AS organization
FROM users u WHERE true ORDER BY u.id DESC LIMIT $1;

-- findPerson
-- returns id integer, name text, email text, role user_role, active boolean, hasAccount boolean, notes text, createdAt timestamp with time zone, lastSignInAt timestamp with time zone?, emails json, organization json?
SELECT u.id, u.name, u.email, u.role, u.active, u.has_account AS "hasAccount", u.notes,
  u.created_at AS "createdAt", u.last_sign_in_at AS "lastSignInAt",
  (SELECT coalesce(json_agg(json_build_object('email', e.address, 'verified', e.verified)
    ORDER BY e.address <> u.email, e.address), '[]') FROM user_emails e WHERE e.user_id = u.id) AS emails,
  (SELECT json_build_object('id', o.id, 'name', o.name) FROM organizations o
    WHERE o.id = u.organization_id) AS organization
FROM users u WHERE u.id = $1;

-- lockAddresses
-- returns locked text
SELECT pg_advisory_xact_lock(7413010, h)::text AS locked
FROM (SELECT DISTINCT hashtext(address) AS h FROM unnest($1::text[]) AS address ORDER BY h) keys;

-- findOwner
-- returns personId integer, verified boolean, organizationId integer?
SELECT e.user_id AS "personId", e.verified, u.organization_id AS "organizationId"
FROM user_emails e JOIN users u ON u.id = e.user_id WHERE e.address = $1 FOR SHARE OF e;

-- addContact
INSERT INTO users (name, email, role, has_account)
SELECT $1, $2, 'requester', false
WHERE NOT EXISTS (SELECT FROM user_emails WHERE address = $3)
ON CONFLICT (email) DO NOTHING;

-- setOtherEmails
-- returns address text
DELETE FROM user_emails e USING users u
WHERE e.user_id = $1 AND u.id = e.user_id AND e.address <> u.email AND e.address <> ALL ($2::text[])
RETURNING e.address;
UPDATE tickets t SET person_id = NULL, requester_id = NULL
WHERE t.person_id = $1 AND lower(t.requester_email) = ANY ($2::text[])
  AND NOT EXISTS (SELECT FROM ticket_history h
    WHERE h.ticket_id = t.id AND h.actor_id = $3 AND h.changes -> 'status' -> 0 = 'null');
INSERT INTO user_emails (address, user_id) SELECT address, $1 FROM unnest($2::text[]) AS address
ON CONFLICT DO NOTHING;
UPDATE user_emails SET verified = true WHERE user_id = $1 AND address = ANY ($2::text[]) AND NOT verified;
UPDATE users u SET other_emails = coalesce((
  SELECT string_agg(' ' || e.address, '' ORDER BY e.address) FROM user_emails e
  WHERE e.user_id = u.id AND e.address <> u.email), '')
WHERE u.id = $1;
-- returns address text
SELECT address FROM user_emails WHERE address = ANY ($1::text[]) AND user_id <> $2 ORDER BY address LIMIT 1;

-- setOrganization
UPDATE users SET organization_id = $1 WHERE id = $2;
UPDATE tickets SET organization_id = $1
WHERE person_id = $2 AND organization_id IS NOT DISTINCT FROM $3::integer;

-- findOrganizationId
-- returns id integer?
SELECT organization_id AS id FROM users WHERE id = $1;
