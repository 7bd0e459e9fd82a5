#include "daemon/poll/schedule.hpp"
