import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { PageQuery } from '../../../http/dto/page.dto.js';
import { IsText, Optional } from '../../../http/validation.js';
import { MAX_LENGTH } from '../../../vocabulary/index.js';
import { IsDomainList } from '../domains.js';

export class UpdateOrganizationInput {
  /**
   * Trimmed. Unique, regardless of case.
   * @example 'Analytical Engines Ltd.'
   */
  @Optional() @IsText({ max: MAX_LENGTH.name, oneLine: true }) name?: string;
  /**
   * For agents.
   * @example 'Support contract until 2027.'
   */
  @Optional() @IsText({ max: MAX_LENGTH.notes, mayBeEmpty: true }) notes?: string;
  /** Domains of its mail addresses, which no other organization has. Replaces the domains. */
  @Optional() @IsDomainList() domains?: string[];
  /**
   * Whether its members see each other’s tickets.
   * @example false
   */
  @Optional() @IsBoolean() shares_tickets?: boolean;
}

export class CreateOrganizationInput {
  /**
   * Trimmed. Unique, regardless of case.
   * @example 'Analytical Engines Ltd.'
   */
  @IsText({ max: MAX_LENGTH.name, oneLine: true }) name!: string;
  /**
   * For agents.
   * @example 'Support contract until 2027.'
   */
  @Optional() @IsText({ max: MAX_LENGTH.notes, mayBeEmpty: true }) notes: string = '';
  /** Domains of its mail addresses, which no other organization has. */
  @Optional() @IsDomainList() domains: string[] = [];
  /**
   * Whether its members see each other’s tickets.
   * @example false
   */
  @Optional() @IsBoolean() shares_tickets: boolean = false;
}

export class OrganizationListQuery extends PageQuery {
  /**
   * Part of the name.
   * @example 'engines'
   */
  @Optional() @IsText({ max: MAX_LENGTH.search, oneLine: true }) search?: string;
}

export class OrganizationView {
  /** @example 3 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Analytical Engines Ltd.' */
  name!: string;
  /** @example 'Support contract until 2027.' */
  notes!: string;
  /**
   * In lower case, by name.
   * @example ['example.org']
   */
  domains!: string[];
  /**
   * Whether the members see each other’s tickets.
   * @example false
   */
  shares_tickets!: boolean;
  /** @example '2026-11-24T05:00:00.000Z' */
  created_at!: Date;
}

export class OrganizationPage {
  /** Newest first. */
  results!: OrganizationView[];
  /** @example 'Nw' */
  next_cursor!: string | null;
}
