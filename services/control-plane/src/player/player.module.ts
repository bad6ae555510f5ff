import path from 'node:path';
import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { ShortCodes } from '#commerce/codes/short-codes.js';
import { HostingSettings } from '#hosting/hosting-settings.js';
import { PackageStore } from '#hosting/packages/package-store.js';
import { DraftPreviews } from '#hosting/previews/draft-preview.js';
import { StorefrontService } from '#hosting/storefronts/storefront.service.js';
import { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { masterKeysOf } from '#kernel/program/program-settings.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { CompileThread } from '../../../player/src/compile/compile-thread.js';
import { CONTROL_PLANE_LOGGER, CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from '../control-plane-settings.js';
import { CompiledBases } from './compiled-bases.js';
import { PlatformSource } from './platform-source.js';
import { PlayedWechat } from './played-wechat.js';
import { PlayerListener } from './player-listener.js';
import { PreviewTickets } from './preview-tickets.js';
import { PreviewsController } from './previews.controller.js';
import { RuntimeProxy } from './runtime-proxy.js';
import { TicketStandings } from './ticket-standings.js';
import { TicketStandingsAcrossTenants } from './ticket-standings.repository.js';
import { TicketWithdrawals } from './ticket-withdrawals.js';

/** Previews: tickets on the API, and the player's own origin beside it. Compiled code lies in dist, like the thread that makes it. */
@Module({
  controllers: [PreviewsController],
  providers: [
    ShortCodes,
    TicketWithdrawals,
    {
      provide: TicketStandings,
      inject: [FleetDatabase],
      useFactory: (fleet: FleetDatabase) => new TicketStandings(new TicketStandingsAcrossTenants(fleet)),
    },
    {
      provide: PreviewTickets,
      inject: [CONTROL_PLANE_SETTINGS, TicketStandings],
      useFactory: (settings: ControlPlaneSettings, standings: TicketStandings) =>
        new PreviewTickets(masterKeysOf(settings), settings.PLAYER_ORIGIN, standings),
    },
    {
      provide: CompileThread,
      useFactory: () => new CompileThread(inDist('services/player/src/compile/compile-worker.js')),
    },
    {
      provide: CompiledBases,
      inject: [ObjectStore, TemplateCatalogue, CompileThread],
      useFactory: (objects: ObjectStore, templates: TemplateCatalogue, compiler: CompileThread) =>
        new CompiledBases(objects, templates, compiler),
    },
    {
      provide: PlatformSource,
      inject: [
        CONTROL_PLANE_SETTINGS,
        PreviewTickets,
        CompiledBases,
        StorefrontService,
        TemplateCatalogue,
        PackageStore,
        HostingSettings,
        ShortCodes,
      ],
      useFactory: (
        settings: ControlPlaneSettings,
        tickets: PreviewTickets,
        bases: CompiledBases,
        storefronts: StorefrontService,
        templates: TemplateCatalogue,
        packages: PackageStore,
        hosting: HostingSettings,
        codes: ShortCodes,
      ) => {
        const drafts = new DraftPreviews(masterKeysOf(settings));
        return new PlatformSource({ tickets, drafts, bases, storefronts, templates, packages, hosting, codes });
      },
    },
    {
      provide: PlayerListener,
      inject: [CONTROL_PLANE_SETTINGS, CONTROL_PLANE_LOGGER, PlatformSource, CompileThread, TicketStandings, Broadcast],
      useFactory: (
        settings: ControlPlaneSettings,
        logger: Logger,
        source: PlatformSource,
        compiler: CompileThread,
        standings: TicketStandings,
        broadcast: Broadcast,
      ) => {
        const runtime = new RuntimeProxy(settings.RUNTIME_URL);
        const { PLAYER_MEDIA_SOURCES: further = '' } = settings;
        const policy = {
          embedders: [new URL(settings.CONTROL_PLANE_URL).origin],
          mediaSources: [runtime.origin, ...further.split(' ').filter((one) => one !== '')],
        };
        const wechat = new PlayedWechat(settings.PLAYER_WECHAT_URL);
        const parts = { source, runtime, wechat, policy, scriptsDir: inDist('player'), logger };
        return new PlayerListener(parts, compiler, standings, broadcast);
      },
    },
  ],
  exports: [PlayerListener],
})
export class PlayerModule {}

function inDist(place: string): string {
  return path.join(projectRoot(), 'dist', place);
}
