{{ cohort_model('group') }}
