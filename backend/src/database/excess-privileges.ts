/** Privileges of the connection's role that the service must not have, as text. */
export async function excessPrivileges(
  query: (sql: string) => Promise<Record<string, boolean>[]>,
): Promise<string[]> {
  const [has] = await query(
    `SELECT rolsuper AS "is a superuser", rolcreaterole AS "may create roles",
       rolreplication AS "may replicate", rolbypassrls AS "bypasses row security",
       pg_has_role('pg_read_server_files', 'MEMBER') OR pg_has_role('pg_write_server_files', 'MEMBER')
         AS "may access the server''s files",
       pg_has_role('pg_execute_server_program', 'MEMBER') AS "may run programs on the server"
     FROM pg_roles WHERE rolname = current_user`,
  );
  const privileges = Object.keys(has ?? {}).filter((privilege) => has![privilege]);
  // A superuser has all other privileges.
  return has?.['is a superuser'] ? privileges.slice(0, 1) : privileges;
}
