import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../users/user.entity.js';

export class Me {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Local agent' */
  name!: string;
  /** @example 'agent@localhost' */
  email!: string;
  @ApiProperty({ enum: ROLES, enumName: 'Role' }) role!: Role;
}
