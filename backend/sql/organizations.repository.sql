-- Statements of src/identity/organizations/organizations.repository.ts, written by `npm run sql:generate`.

-- list
-- returns id integer, name text, notes text, domains text[], shares_tickets boolean, created_at timestamp with time zone
SELECT o.id, o.name, o.notes, o.shares_tickets, o.created_at,
  ARRAY(SELECT d.domain FROM organization_domains d WHERE d.organization_id = o.id ORDER BY d.domain) AS domains
FROM organizations o WHERE lower(o.name) LIKE $1 AND o.id < $2::bigint ORDER BY o.id DESC LIMIT $3;

-- find
-- returns id integer, name text, notes text, domains text[], shares_tickets boolean, created_at timestamp with time zone
SELECT o.id, o.name, o.notes, o.shares_tickets, o.created_at,
  ARRAY(SELECT d.domain FROM organization_domains d WHERE d.organization_id = o.id ORDER BY d.domain) AS domains
FROM organizations o WHERE o.id = $1;

-- setDomains
DELETE FROM organization_domains WHERE organization_id = $1 AND domain <> ALL ($2::text[]);
INSERT INTO organization_domains (domain, organization_id)
SELECT domain, $1 FROM unnest($2::text[]) AS domain ON CONFLICT DO NOTHING;
-- returns domain text
SELECT domain FROM organization_domains
WHERE domain = ANY ($1::text[]) AND organization_id <> $2 ORDER BY domain LIMIT 1;
