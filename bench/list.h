/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every bench by its C identifier, a paragraph a question, in the order in which they are shown.
 * A question's first bench is what its others are compared with.
 */
#define PB_PV(x) B(x##_direct) B(x##_rethunk) B(x##_indirect) B(x##_retpoline)
#define PB_THUNKS(x) B(x##_unret) B(x##_srso) B(x##_srso_alias) B(x##_its) B(x##_callthunk)
#define PB_OVERLAPS(x) B(x##_0) B(x##_24) B(x##_51) B(x##_99) B(x##_201) B(x##_399)
#define PB_FORMS(x) \
	B(x##_extable) B(x##_error_branch) B(x##_error_branch_ud2) B(x##_fixup_stub) \
	B(x##_asm_goto) B(x##_asm_goto_ud2) B(x##_check_first)

/* calibrate */
B(empty) B(nop) B(imul_chain) B(add_chain) B(load_hit) B(issue_width)

/* msr-write */
B(wrmsr_sysenter_esp) B(wrmsr_sysenter_esp_cs) B(wrmsr_sysenter_esp_ds) B(wrmsr_sysenter_esp_nop)
B(wrmsrns_sysenter_esp) B(wrmsrns_sysenter_esp_imm)
B(wrmsr_sysenter_esp_8) B(wrmsrns_sysenter_esp_8)
B(wrmsr) B(wrmsr_cs) B(wrmsr_ds) B(wrmsr_nop) B(wrmsrns) B(wrmsrns_imm) B(wrmsr_8) B(wrmsrns_8)
PB_OVERLAPS(work)
PB_OVERLAPS(wrmsr_sysenter_esp_overlap) PB_OVERLAPS(wrmsrns_sysenter_esp_overlap)
PB_OVERLAPS(wrmsr_overlap) PB_OVERLAPS(wrmsrns_overlap)
B(wrmsr_fs_base) B(wrmsrns_fs_base)
B(wrmsr_tsc_aux) B(wrmsrns_tsc_aux)
B(wrmsr_spec_ctrl) B(wrmsrns_spec_ctrl)
B(wrfsbase) B(wrgsbase) B(rdmsr) B(rdmsr_imm) B(rdpmc) B(rdtsc) B(rdtscp) B(cpuid)

/* msr-call */
B(wrmsr_native) PB_PV(wrmsr_pv) PB_THUNKS(wrmsr_pv)
B(wrmsr_native_spill) B(wrmsr_pv_spill)
B(wrmsr_pv_prologue) B(wrmsr_native_abi) B(wrmsr_marshal)
B(linux_wrmsr) B(linux_wrmsr_safe) B(linux_rdmsr) B(linux_rdmsr_safe)

/* msr-fault */
PB_FORMS(wrmsr) PB_FORMS(rdmsr)
B(switch_extable) B(switch_error_branch) B(switch_asm_goto)
B(switch_guest_extable) B(switch_guest_error_branch) B(switch_guest_asm_goto)
B(fault_extable_taken) B(fault_error_branch_taken) B(fault_fixup_stub_taken) B(fault_asm_goto_taken)
B(fault_check_first_taken)

/* irq-off-on */
B(cli_sti) B(cli) B(sti) B(irq_nop)
B(sti_cli) B(sti_nop_cli) B(cli_cli_sti) B(cli_sti_sti) B(sti_sti_cli) B(sti_cli_cli)
PB_PV(pv_cli_sti) PB_THUNKS(pv_cli_sti)
PB_PV(pv_cli) B(pv_cli_callee_save) B(pv_cli_spill) PB_PV(pv_sti) B(pv_sti_callee_save)
PB_PV(pv_nop) PB_THUNKS(pv_nop)
PB_OVERLAPS(cli_overlap) PB_OVERLAPS(sti_overlap)
B(linux_irq_off_on)

/* irq-save */
B(pushf_pop) B(pushf_pop_cli) PB_PV(pv_save) PB_THUNKS(pv_save) B(pv_save_callee_save)
B(linux_save_flags) B(linux_irq_save)

/* irq-restore */
B(popf_0_0) B(restore_native) B(popf_0_1) B(popf_1_1) B(popf_1_0)
B(popf_popf_1_1_1) B(popf_popf_1_0_1) B(push_pop)
B(test_sti_0_0) B(test_sti_0_1) B(test_sti_1_1) B(test_sti_debug)
B(test_sti_steady) B(test_sti_random) B(popf_random) PB_OVERLAPS(popf_overlap)
PB_PV(pv_restore) PB_THUNKS(pv_restore) B(pv_restore_callee_save)
B(linux_irq_restore) B(linux_irq_restore_0_1) B(linux_irq_restore_on) B(linux_irq_restore_1_0)
B(linux_raw_enable_disable) B(linux_raw_enable)

/* irq-pair */
B(pair_popf_1) B(pair_sti_1) B(pair_popf_0) B(pair_sti_0) PB_PV(pair_pv)
B(linux_irq_save_restore) B(linux_irq_save_restore_nested)

/* dispatch */
B(dispatch_inline) B(dispatch_nop5) B(dispatch_jmp) B(dispatch_test)
B(dispatch_direct) B(dispatch_rethunk) PB_THUNKS(dispatch)
B(dispatch_indirect) B(dispatch_retpoline)
B(linux_alternative) B(linux_jump_label_off) B(linux_jump_label_on)
B(linux_boot_cpu_has) B(linux_cpu_feature_enabled)
B(linux_static_call) B(linux_call) B(linux_indirect_call)

/* pv-read-cr2, and so on: a question a line */
B(read_cr2) PB_PV(pv_read_cr2) B(linux_read_cr2)
B(read_cr3) PB_PV(pv_read_cr3) B(linux_read_cr3)
B(write_cr3) PB_PV(pv_write_cr3) B(write_cr3_noflush) PB_PV(pv_write_cr3_noflush)
B(swapgs) B(swapgs_once) PB_PV(pv_swapgs)
B(mov64) PB_PV(pv_mov64) B(linux_mov64)
B(wbinvd) B(wbinvd_direct) B(wbinvd_indirect)

/* entry */
B(entry_int) B(entry_int3) B(entry_ud2) B(entry_gp) B(entry_pf) B(entry_int1) B(entry_step)
B(entry_int_fred) B(entry_int3_fred) B(entry_int1_fred) B(entry_ud2_fred) B(entry_gp_fred)
B(entry_pf_fred)
B(entry_int_user) B(entry_int3_user) B(entry_ud2_user) B(entry_gp_user) B(entry_pf_user)
B(entry_int1_user) B(entry_step_user)
B(entry_int_fred_user) B(entry_int3_fred_user) B(entry_int1_fred_user) B(entry_ud2_fred_user)
B(entry_gp_fred_user) B(entry_pf_fred_user)

/* entry-ist */
B(stack_same) B(stack_ist) B(int3_ist) B(ud2_ist) B(gp_ist) B(pf_ist) B(int1_ist) B(step_ist)
B(stack_moved) B(stack_saved) B(stack_atomic) B(stack_nmi)
B(stack_same_user) B(stack_ist_user) B(int3_ist_user) B(ud2_ist_user) B(gp_ist_user)
B(pf_ist_user) B(int1_ist_user) B(step_ist_user)
B(stack_moved_user) B(stack_saved_user) B(stack_atomic_user) B(stack_nmi_user)

/* entry-paranoid */
B(paranoid_none) B(paranoid_rdmsr) B(paranoid_fsgsbase)
B(paranoid_cr3_same) B(paranoid_cr3) B(paranoid_noflush) B(paranoid_ibrs)
B(paranoid_all) B(paranoid_all_fsgsbase)
B(paranoid_none_user) B(paranoid_rdmsr_user) B(paranoid_fsgsbase_user)
B(paranoid_cr3_same_user) B(paranoid_cr3_user) B(paranoid_noflush_user) B(paranoid_ibrs_user)
B(paranoid_all_user) B(paranoid_all_fsgsbase_user)

/* entry-irq, apic */
B(xapic_self_ipi) B(xapic_self_ipi_user) B(xapic_hlt) B(xapic_mwait)
B(x2apic_self_ipi) B(x2apic_icr_self) B(x2apic_icr_self_fenced) B(x2apic_hlt) B(x2apic_mwait)
B(xapic_read_id) B(xapic_read_tpr) B(xapic_write_tpr) B(xapic_eoi) B(xapic_read_icr)
B(x2apic_read_id) B(x2apic_read_tpr) B(x2apic_write_tpr) B(x2apic_eoi)

/* entry-return, entry-return-user, entry-return-self */
B(return_iret) B(return_popf_ret) B(return_ret) B(return_iret_if) B(return_sti_ret)
B(return_iret_user) B(return_lret_user) B(return_popf_lret_user)
B(lret_to_self) B(ljmp_to_self)

/* entry-swapgs, gs-base */
B(swapgs_none) B(swapgs_always) B(swapgs_branch) B(swapgs_lfence)
B(swapgs_none_user) B(swapgs_always_user) B(swapgs_branch_user) B(swapgs_lfence_user)
B(load_gs_swapgs) B(lkgs)

/* entry-slow-path */
B(slow_none) B(slow_key_off) B(slow_flag_off) B(slow_always) B(slow_key_on) B(slow_flag_on)

/* entry-context */
B(context_none) B(context_irq) B(context_user) B(context_both) B(context_nesting)
B(context_atomic)
B(context_irq_4_2) B(context_nested_4_3) B(context_user_4_3) B(context_both_4_3)
B(context_user_6_1) B(context_irq_6_1)

/* entry-handler */
B(exit_asm) B(exit_asm_saved) B(exit_asm_cleared) B(exit_c) B(exit_c_cleared)

/* entry-pti, entry-mitigations, mitigations */
B(pti_int_none) B(pti_int) B(pti_int_noflush)
B(pti_syscall_none) B(pti_syscall) B(pti_syscall_noflush)
B(mitigations_none) B(mitigations_verw) B(mitigations_rsb) B(mitigations_bhb)
B(mitigations_untrain) B(mitigations_ibrs) B(mitigations_ibpb)
B(rsb_fill) B(bhb_clear)

/* syscall, usergs-sysret64 */
B(syscall_sysret) B(syscall_iret) B(syscall_bare) B(syscall_fred) B(sysenter_sysexit)
B(call_gate) B(call_gate_user)
B(usergs_native) B(usergs_pv)
B(usergs_frame_native) B(usergs_frame_xen) B(usergs_frame_dropped)

/* tlb, tlb-reload */
B(invlpg) B(invlpg_16) B(invlpg_256) B(invpcid_0) B(invpcid_1) B(invpcid_2) B(invpcid_3)
B(cr4_pge_toggle) B(cr3_switch) B(cr3_switch_noflush) B(invlpgb) B(invlpgb_tlbsync) B(tlb_load_1)
B(tlb_load_16) B(tlb_load_256) B(reload_invlpg_1) B(reload_invlpg_16) B(reload_invlpg_256)
B(reload_invpcid_0_1) B(reload_invpcid_1_1) B(reload_invpcid_1_16) B(reload_invpcid_1_256)
B(reload_invpcid_2_1) B(reload_invpcid_2_16) B(reload_invpcid_2_256) B(reload_invpcid_3_1)
B(reload_invpcid_3_16) B(reload_invpcid_3_256) B(reload_cr3_1) B(reload_cr3_16) B(reload_cr3_256)
B(reload_cr3_noflush_1) B(reload_cr3_noflush_16) B(reload_cr3_noflush_256) B(reload_switch_1)
B(reload_switch_16) B(reload_switch_256) B(reload_switch_noflush_1) B(reload_switch_noflush_16)
B(reload_switch_noflush_256) B(reload_pge_1) B(reload_pge_16) B(reload_pge_256)

/* serialize, time */
B(serialize) B(cpuid_1) B(cpuid_7) B(cpuid_d_1) B(cpuid_hypervisor) B(cpuid_extended) B(iret_self)
B(mfence_lfence) B(lfence) B(mfence) B(sfence) B(lock_add) B(serialize_overlap_201)
B(cpuid_overlap_201) B(iret_self_overlap_201) B(mfence_lfence_overlap_201) B(lfence_overlap_201)
B(hreset) B(lfence_rdtsc) B(mfence_rdtsc) B(rdtscp_lfence) B(rdpmc_fixed) B(rdpru) B(rdpid)
B(lsl_cpu)

/* cache */
B(clflush) B(clflush_16) B(clflush_dirty) B(clflushopt) B(clflushopt_16) B(clflushopt_dirty)
B(clwb) B(clwb_dirty) B(cldemote) B(clzero) B(mcommit) B(wbnoinvd)

/* control-registers, debug-registers */
B(read_cr0) B(write_cr0) B(write_cr2) B(read_cr4) B(write_cr4) B(read_cr8) B(write_cr8) B(clts)
B(write_cr0_ts) B(smsw) B(lmsw) B(read_dr0) B(write_dr0) B(read_dr6) B(write_dr6) B(read_dr7)
B(write_dr7)

/* descriptor-tables, gs-base */
B(sgdt) B(sidt) B(sldt) B(str) B(sgdt_lgdt) B(sidt_lidt) B(sldt_lldt) B(str_ltr) B(lar) B(lsl)
B(verr) B(load_ds) B(load_ss) B(rdfsbase) B(rdgsbase)

/* extended-state, access-rights */
B(fxsave) B(fxsave_fxrstor) B(xsave) B(xsave_xrstor) B(xsaveopt) B(xsaveopt_xrstor) B(xsavec)
B(xsaves) B(xsaves_xrstors) B(fninit) B(xgetbv) B(xgetbv_1) B(xsetbv) B(rdpkru)
B(rdpkru_wrpkru) B(stac_clac) B(clac) B(stac_lfence_clac)

/* mitigations */
B(ibrs) B(stibp) B(ssbd) B(bhi_dis) B(ibpb) B(l1d_flush) B(verw_mem) B(verw_reg)

/* msr-read, msr-write-each, msr-list */
B(rdmsr_tsc) B(rdmsr_apic_base) B(rdmsr_smi_count) B(rdmsr_tsc_adjust) B(rdmsr_spec_ctrl)
B(rdmsr_bios_sign_id) B(rdmsr_pmc0) B(rdmsr_mperf) B(rdmsr_aperf) B(rdmsr_arch_capabilities)
B(rdmsr_tsx_ctrl) B(rdmsr_sysenter_cs) B(rdmsr_sysenter_esp) B(rdmsr_sysenter_eip)
B(rdmsr_mcg_status) B(rdmsr_misc_enable) B(rdmsr_xfd) B(rdmsr_debugctl) B(rdmsr_pat)
B(rdmsr_mtrr_def_type) B(rdmsr_fixed_ctr0) B(rdmsr_perf_global_status) B(rdmsr_perf_global_ctrl)
B(rdmsr_u_cet) B(rdmsr_s_cet) B(rdmsr_pl3_ssp) B(rdmsr_tsc_deadline) B(rdmsr_pkrs)
B(rdmsr_hwp_request) B(rdmsr_xss) B(rdmsr_efer) B(rdmsr_star) B(rdmsr_lstar) B(rdmsr_cstar)
B(rdmsr_sfmask) B(rdmsr_fs_base) B(rdmsr_gs_base) B(rdmsr_tsc_aux) B(rdmsr_hwcr)
B(rdmsr_perf_ctr0) B(rdmsr_de_cfg) B(urdmsr) B(urdmsr_imm)
B(wrmsr_apic_base) B(wrmsr_tsc_adjust) B(wrmsr_tsx_ctrl)
B(wrmsr_sysenter_cs) B(wrmsr_sysenter_eip) B(wrmsr_mcg_status) B(wrmsr_misc_enable) B(wrmsr_xfd)
B(wrmsr_debugctl) B(wrmsr_pat) B(wrmsr_mtrr_def_type) B(wrmsr_perf_global_ctrl) B(wrmsr_u_cet)
B(wrmsr_s_cet) B(wrmsr_pl3_ssp) B(wrmsr_pkrs) B(wrmsr_hwp_request) B(wrmsr_xss) B(wrmsr_efer)
B(wrmsr_star) B(wrmsr_lstar) B(wrmsr_cstar) B(wrmsr_sfmask) B(wrmsr_gs_base)
B(uwrmsr) B(uwrmsr_imm) B(rdmsr_8) B(rdmsrlist_8) B(rdmsr_wrmsr_8) B(rdmsrlist_wrmsrlist_8)

/* io */
B(out_80) B(in_80) B(out_dx) B(in_dx) B(outsb) B(insb)

/* idle */
B(pause) B(monitor) B(tpause) B(umonitor) B(umwait) B(monitorx) B(mwaitx)

/* apic, hypercall */
B(xapic_read_timer) B(tsc_deadline_arm) B(tsc_deadline_fenced) B(tsc_deadline_disarm)
B(vmcall) B(vmmcall)

/* vm-exit */
B(in_elcr) B(out_elcr) B(in_pit) B(out_event) B(out_event_match)
B(mmio_read) B(mmio_write) B(mmio_event) B(mmio_event_match) B(mmio_event_any)
B(touch_4k) B(touch_2m) B(pause_burst) B(cr0_wp_toggle) B(invd)
B(xapic_sti_nop) B(xapic_tpr) B(xapic_tpr_sti_nop) B(xapic_tpr_sti_hlt) B(xapic_ipi)
B(x2apic_sti_nop) B(x2apic_tpr) B(x2apic_tpr_sti_nop) B(x2apic_tpr_sti_hlt) B(x2apic_ipi)
B(tsc_deadline_past) B(tsc_deadline_hlt)

/* control-flow */
B(endbr64) B(rdssp) B(call_ret) B(ptwrite)

/* shadow-stack, user-interrupts */
B(call_ret_user) B(call_ret_shadow) B(incssp) B(rstorssp) B(wrss) B(wruss) B(clrssbsy)
B(clui_stui) B(testui) B(senduipi) B(uiret)

/* world-switch */
B(vmrun) B(vmrun_clean) B(vmrun_nested) B(vmrun_loaded) B(vmrun_kvm) B(vmload) B(vmsave)
B(vmsave_vmload) B(clgi_stgi) B(invlpga) B(rdmsr_vm_hsave_pa) B(wrmsr_vm_hsave_pa)
B(vmresume) B(vmresume_vpid) B(vmresume_ept) B(vmlaunch) B(vmread) B(vmwrite) B(vmptrld)
B(vmptrst) B(vmclear) B(vmclear_vmptrld) B(vmxoff_vmxon) B(invept_1) B(invept_2)
B(invvpid_0) B(invvpid_1) B(invvpid_2) B(invvpid_3)

#undef PB_PV
#undef PB_THUNKS
#undef PB_OVERLAPS
#undef PB_FORMS
