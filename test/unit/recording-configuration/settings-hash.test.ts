import { parseDesiredState } from '../../../lambda/recording-configuration/desired-state';
import { SETTINGS_HASHES } from '../../support/settings-hashes';

test.each(SETTINGS_HASHES)('the settings hash of %j never changes', (properties, settingsHash) => {
  expect(parseDesiredState(properties, {}).settingsHash).toBe(settingsHash);
});
