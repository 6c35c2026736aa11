import { everyPageStands } from './pages.ts';

everyPageStands('a phone', true);
