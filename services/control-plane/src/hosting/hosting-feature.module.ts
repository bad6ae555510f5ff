import { Module } from '@nestjs/common';
import { AppletsController } from './applets.controller.js';
import { AttentionAcrossTenants } from './attention.repository.js';
import { BuildsController } from './builds.controller.js';
import { ConductController } from './conduct.controller.js';
import { DirectController } from './direct.controller.js';
import { DirectTemplatesController } from './direct-templates.controller.js';
import { StorefrontController } from './storefront.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { TemplatesController } from './templates.controller.js';
import { UpgradesController } from './upgrades.controller.js';

@Module({
  controllers: [
    AppletsController,
    BuildsController,
    ConductController,
    DirectController,
    DirectTemplatesController,
    StorefrontController,
    SubmissionsController,
    TemplatesController,
    UpgradesController,
  ],
  providers: [AttentionAcrossTenants],
})
export class HostingFeatureModule {}
