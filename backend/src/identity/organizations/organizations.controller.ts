import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access.js';
import { CurrentCaller } from '../auth/current-caller.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../users/caller.js';
import {
  CreateOrganizationInput,
  OrganizationListQuery,
  OrganizationPage,
  OrganizationView,
  UpdateOrganizationInput,
} from './dto/organizations.dto.js';
import { OrganizationsService } from './organizations.service.js';

@ApiTags('accounts')
@Controller('organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationsService) {}

  /** List organizations */
  @Get()
  @Access('organizations.read')
  @ApiResponse({ status: 200, type: OrganizationPage })
  @Problems()
  list(@Query() query: OrganizationListQuery): Promise<OrganizationPage> {
    return this.organizations.list(query);
  }

  /** Create an organization */
  @Post()
  @Access('organizations.manage')
  @ApiResponse({
    status: 201,
    type: OrganizationView,
    headers: { Location: { schema: { type: 'string' } } },
  })
  @Problems(409, 413, 415)
  async create(
    @Body() input: CreateOrganizationInput,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganizationView> {
    const organization = await this.organizations.create(input, caller);
    reply.header('Location', `/api/organizations/${organization.id}`);
    return organization;
  }

  /** Get an organization */
  @Get(':id')
  @Access('organizations.read')
  @DocumentedId(3)
  @ApiResponse({ status: 200, type: OrganizationView })
  @Problems(404)
  get(@PathId() id: number): Promise<OrganizationView> {
    return this.organizations.get(id);
  }

  /** Update an organization */
  @Patch(':id')
  @Access('organizations.manage')
  @DocumentedId(3)
  @ApiResponse({ status: 200, type: OrganizationView })
  @Problems(404, 409, 413, 415)
  update(
    @PathId() id: number,
    @Body() input: UpdateOrganizationInput,
    @CurrentCaller() caller: Caller,
  ): Promise<OrganizationView> {
    return this.organizations.update(id, input, caller);
  }

  /**
   * Delete an organization
   * @remarks Its members and tickets stay, without an organization.
   */
  @Delete(':id')
  @Access('organizations.manage')
  @HttpCode(204)
  @DocumentedId(3)
  @ApiResponse({ status: 204 })
  @Problems(404)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.organizations.remove(id, caller);
  }
}
