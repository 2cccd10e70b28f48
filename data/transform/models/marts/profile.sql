-- Grain: an occupied combination of the cube's dimensions.
select distinct profile_id{% for key in cube_keys() %}, {{ attribute(key) }}{% endfor %}
from {{ ref('label') }}
