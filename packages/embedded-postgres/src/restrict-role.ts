import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Name of the original superuser after its former name was given to the service's role. */
export const SUPERUSER = 'ticketiq_superuser';

/** Exists only within the transaction: PostgreSQL cannot rename the role of the current session. */
const RENAMING_ROLE = 'ticketiq_renaming';

/** OID of the superuser that initdb creates, which PostgreSQL does not allow to be demoted. */
const BOOTSTRAP_SUPERUSER_OID = 10;

/**
 * A running process may lock a table whose owner has to change. The short deadlock timeout makes this transaction the
 * one that is aborted and retried.
 */
const LOCK_WAIT = `SET LOCAL lock_timeout = '5s'; SET LOCAL deadlock_timeout = '50ms'; SET LOCAL statement_timeout = 0`;
const LOCK_TIMEOUT_MS = 60_000;
const RETRY_AFTER_MS = 100;

export class RoleNotRestricted extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RoleNotRestricted';
  }
}

/**
 * Turns the superuser that initdb created, if it is the role of `url`, into an ordinary role that owns the database and
 * its contents. Name and password stay the same. The superuser is renamed to `ticketiq_superuser` and loses its
 * password, so that password logins are impossible. Runs in one transaction.
 *
 * @returns whether anything was changed
 * @throws RoleNotRestricted for any other superuser
 */
export async function restrictRole(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'ticketiq-role' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ oid: number; name: string; superuser: boolean }>(
      'SELECT oid::int, rolname AS name, rolsuper AS superuser FROM pg_roles WHERE rolname = session_user',
    );
    const role = rows[0]!;
    if (!role.superuser) return false;
    if (role.oid !== BOOTSTRAP_SUPERUSER_OID) {
      throw new RoleNotRestricted(
        `The role "${role.name}" is a superuser, but not the one that this PostgreSQL was created with. ` +
          'Create an ordinary role for TicketIQ as docs/database-role.md shows.',
      );
    }
    const deadline = Date.now() + LOCK_TIMEOUT_MS;
    for (;;) {
      try {
        await swapRoles(client, role.name);
        return true;
      } catch (error) {
        if (!isLockConflict(error) || Date.now() > deadline) throw error;
        await client.query('ROLLBACK');
        await sleep(RETRY_AFTER_MS);
      }
    }
  } finally {
    await client.end();
  }
}

async function swapRoles(client: pg.Client, name: string): Promise<void> {
  const role = pg.escapeIdentifier(name);
  await client.query('BEGIN');
  await client.query(LOCK_WAIT);
  await client.query(`CREATE ROLE ${RENAMING_ROLE} SUPERUSER NOLOGIN`);
  await client.query(`SET LOCAL SESSION AUTHORIZATION ${RENAMING_ROLE}`);
  // Read before renaming, which clears an MD5 password, as that is salted with the name.
  const { rows } = await client.query<{ verifier: string | null }>(
    'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1',
    [name],
  );
  await client.query(`ALTER ROLE ${role} RENAME TO ${SUPERUSER}`);
  await client.query(`ALTER ROLE ${SUPERUSER} PASSWORD NULL`);
  const verifier = rows[0]!.verifier;
  await client.query(
    `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ` +
      (verifier === null ? 'NULL' : pg.escapeLiteral(verifier)),
  );
  for (const statement of await ownershipStatements(client, name)) await client.query(statement);
  await client.query('RESET SESSION AUTHORIZATION');
  await client.query(`DROP ROLE ${RENAMING_ROLE}`);
  await client.query('COMMIT');
}

/**
 * REASSIGN OWNED refuses the bootstrap superuser, so objects are listed. Extension members stay with the superuser;
 * indexes, constraints, array types and column sequences follow their tables and types.
 */
async function ownershipStatements(client: pg.Client, owner: string): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `WITH schemas AS (
       SELECT oid, nspname, nspowner FROM pg_namespace n
       WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
     ), bound AS (
       SELECT d.classid, d.objid FROM pg_depend d
       LEFT JOIN pg_class sequence ON sequence.oid = d.objid AND d.classid = 'pg_class'::regclass AND sequence.relkind = 'S'
       WHERE d.deptype = 'e' OR (d.deptype IN ('a', 'i') AND sequence.oid IS NOT NULL)
     ), objects (class, oid, statement) AS (
       SELECT 'pg_namespace'::regclass, oid, format('ALTER SCHEMA %I', nspname) FROM schemas
       WHERE nspowner <> 'pg_database_owner'::regrole
       UNION ALL SELECT 'pg_class'::regclass, c.oid, format('ALTER TABLE %s', c.oid::regclass)
       FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       UNION ALL SELECT 'pg_proc'::regclass, p.oid, format('ALTER ROUTINE %s', p.oid::regprocedure)
       FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace
       UNION ALL SELECT 'pg_type'::regclass, t.oid, format('ALTER TYPE %s', t.oid::regtype)
       FROM pg_type t JOIN schemas s ON s.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
       WHERE t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c'
       UNION ALL SELECT 'pg_statistic_ext'::regclass, x.oid, format('ALTER STATISTICS %I.%I', s.nspname, x.stxname)
       FROM pg_statistic_ext x JOIN schemas s ON s.oid = x.stxnamespace
     )
     SELECT format('%s OWNER TO %I', statement, $1::text) AS statement FROM objects
     WHERE NOT EXISTS (SELECT FROM bound WHERE bound.classid = class AND bound.objid = objects.oid)
     UNION ALL SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), $1::text)
     UNION ALL SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database())
     UNION ALL SELECT 'REVOKE ALL ON SCHEMA public FROM PUBLIC' FROM schemas WHERE nspname = 'public'`,
    [owner],
  );
  return rows.map(({ statement }) => statement);
}

function isLockConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && ['55P03', '40P01'].includes(error.code ?? '');
}
