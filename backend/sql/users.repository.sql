-- Statements of src/identity/users/users.repository.ts, written by `npm run sql:generate`.

-- lockAdministrators
select "id" from "users" where "role" = $1 order by "id" for update;
